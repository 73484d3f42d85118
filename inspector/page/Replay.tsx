/**
 * The verdict beside the steps: which rule fails, what was expected and what was seen, and where the documents say so.
 */
import type { Broken } from '../film/evidence.js';
import { GIVEN } from './given.js';
import { count, foreign } from './names.js';
import { current, evidence, exploreThis, open, which } from './store.js';
import { Token } from './Token.js';

export function Replay() {
  const shown = current.value;
  return (
    <section class="card verdict" aria-labelledby="verdict-title">
      <h2 id="verdict-title" class="hidden">
        Verdict
      </h2>
      {evidence.value.length > 1 ? <Which /> : null}
      {shown === null ? (
        <p>
          Nothing was given to replay: <code>plimsoll inspect p1:…</code> with a token, or with the NDJSON of a run.
        </p>
      ) : (
        <>
          <p class="about">
            <strong>{foreign(shown.subject)}</strong>{' '}
            <span class="soft">
              {foreign(shown.version)}
              {shown.profile === 'contract' ? '' : `, profile ${shown.profile}`}
            </span>
          </p>
          {shown.note === null ? null : <p class="trouble">{foreign(shown.note)}</p>}
          {shown.broken.length === 0 ? (
            <p class="ok">✓ No rule fails on this script.</p>
          ) : (
            shown.broken.map((one) => <Rule one={one} />)
          )}
          <div class="foot">
            <Token />
            {shown.script === null ? null : (
              <button type="button" class="quiet" onClick={exploreThis}>
                explore it
              </button>
            )}
          </div>
        </>
      )}
      {GIVEN.unseen.length > 0 ? <Unseen /> : null}
    </section>
  );
}

function Rule({ one }: { readonly one: Broken }) {
  return (
    <article class="rule">
      <h3>
        <span class="bad">✗</span> {one.rule} <span class={`level ${one.level}`}>{one.level}</span>
      </h3>
      <p>{one.statement}</p>
      <dl>
        <dt>Expected</dt>
        <dd>{foreign(one.expected)}</dd>
        <dt>Seen</dt>
        <dd class="bad">{foreign(one.seen)}</dd>
        <dt>Citation</dt>
        <dd>
          <a href={one.url} rel="noreferrer noopener" target="_blank">
            {one.clause}
          </a>
        </dd>
      </dl>
    </article>
  );
}

function Which() {
  return (
    <div class="row">
      <label for="which">{count(evidence.value.length)} scripts</label>
      <select id="which" value={`${which.value}`} onChange={(event) => open(Number(event.currentTarget.value))}>
        {evidence.value.map(({ subject, broken }, index) => (
          <option value={`${index}`}>
            {foreign(subject, 40)}: {broken.map(({ rule }) => rule).join(', ') || 'no rule fails'}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Findings of a report whose subject is not here to be asked again. */
function Unseen() {
  return (
    <details>
      <summary>{count(GIVEN.unseen.length)} findings that could not be run again here</summary>
      <ul class="unseen">
        {GIVEN.unseen.map(({ subject, broken, why }) => (
          <li>
            <strong>{broken.rule}</strong> on {foreign(subject, 60)}: expected {foreign(broken.expected)}; seen{' '}
            {foreign(broken.seen)}. <span class="soft">{foreign(why)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
