/**
 * What the names of the fleet look like, so that nothing has to be looked for where no such name was given.
 */

/** `project-release:kind`, for example `uvloop-0.23.0:tcp`. */
export function isFleetName(name: string): boolean {
  return /^[\w-]+-\d[\w.]*:[\w:-]+$/.test(name);
}
