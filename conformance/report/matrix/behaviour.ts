/**
 * The page's script, as text: copying, the arrow keys in the grid, and which subject a finding was opened from. All of it
 * is comfort: what the page says can be read without.
 */
export const BEHAVIOUR = `'use strict';
const said = document.getElementById('said');
let from = null;

document.addEventListener('click', (event) => {
  const opener = event.target.closest('[popovertarget]');
  if (opener && opener.dataset.subject) from = opener.dataset.subject;
  const copy = event.target.closest('.copy');
  if (copy) copyText(copy);
});

document.addEventListener('toggle', (event) => {
  const card = event.target;
  if (event.newState !== 'open' || !card.classList.contains('card')) return;
  for (const line of card.querySelectorAll('.tokens > li')) {
    const isFrom = line.dataset.subject === from;
    line.classList.toggle('from', isFrom);
    if (isFrom) line.parentElement.prepend(line);
  }
  card.scrollTop = 0;
}, true);

async function copyText(button) {
  const code = button.parentElement.querySelector('code');
  try {
    await navigator.clipboard.writeText(code.textContent);
  } catch {
    const range = document.createRange();
    range.selectNodeContents(code);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    said.textContent = 'Selected; copy it with the keyboard.';
    return;
  }
  button.textContent = 'Copied';
  said.textContent = 'Copied.';
  setTimeout(() => { button.textContent = 'Copy'; said.textContent = ''; }, 1500);
}

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

document.querySelector('.grid').addEventListener('keydown', (event) => {
  const step = STEPS[event.key];
  const cell = event.target.closest('td, th');
  if (!step || !cell || event.target.tagName !== 'BUTTON') return;
  event.preventDefault();
  const rows = [...cell.closest('table').rows];
  let row = rows.indexOf(cell.parentElement);
  let column = cell.cellIndex;
  for (;;) {
    row += step[0];
    column += step[1];
    const next = rows[row] && rows[row].cells[column];
    if (!rows[row] || column < 0 || column >= rows[row].cells.length && step[0] === 0) return;
    const button = next && next.offsetParent !== null && next.querySelector('button');
    if (button) { button.focus(); return; }
  }
});
`;
