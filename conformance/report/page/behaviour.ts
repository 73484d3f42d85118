/**
 * The page's script, as text: going through the steps of a counterexample, by buttons and by keys. All of it is comfort:
 * what the page says can be read without.
 */
export const BEHAVIOUR = `'use strict';
for (const steps of document.querySelectorAll('.steps')) {
  const items = [...steps.querySelector('ol').children];
  const controls = steps.querySelector('.controls');
  const output = controls.querySelector('output');
  let at = -1;
  const show = (to) => {
    at = Math.max(-1, Math.min(items.length - 1, to));
    items.forEach((item, index) => {
      item.hidden = at >= 0 && index > at;
      item.classList.toggle('now', index === at);
    });
    output.textContent = at < 0 ? items.length + ' steps' : 'Step ' + (at + 1) + ' of ' + items.length;
    for (const button of controls.querySelectorAll('button')) {
      const go = button.dataset.go;
      button.disabled = go === '-1' ? at <= 0 : go === '1' ? at === items.length - 1 : at < 0;
    }
  };
  controls.hidden = false;
  controls.addEventListener('click', (event) => {
    const go = event.target.dataset.go;
    if (go === undefined) return;
    show(go === 'all' ? -1 : at + Number(go));
    if (event.target.disabled) steps.focus();
  });
  steps.addEventListener('keydown', (event) => {
    const go = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (event.key === 'Home') show(0);
    else if (event.key === 'End') show(items.length - 1);
    else if (event.key === 'Escape') show(-1);
    else if (go !== undefined) show(at < 0 && go < 0 ? -1 : Math.max(0, at + go));
    else return;
    event.preventDefault();
  });
  show(-1);
}
`;
