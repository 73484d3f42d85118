export default { test: { include: ['**/*.vitest.ts'], watch: false } };
