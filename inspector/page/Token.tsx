/**
 * The script as a token: to be copied, and to be put in. A token holds no more than the script, its subject and its profile.
 */
import { signal } from '@preact/signals';
import { load, mode, token } from './store.js';

const copied = signal('');
const wrong = signal<string | null>(null);

export function Token() {
  const { text, isToken } = token.value;
  return (
    <div class="token">
      <label class="row-name" for="token">
        token
      </label>
      <input
        id="token"
        readOnly={mode.value !== 'explore'}
        spellcheck={false}
        autocomplete="off"
        value={text}
        aria-describedby="token-said"
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) =>
          (wrong.value = event.currentTarget.value.trim() === '' ? null : load(event.currentTarget.value.trim()))
        }
      />
      <button type="button" class="quiet" disabled={!isToken} onClick={() => void copy(text)}>
        copy
      </button>
      <span id="token-said" class={wrong.value === null ? 'soft' : 'bad'} role="status">
        {wrong.value ?? (copied.value === text ? 'copied' : '')}
      </span>
    </div>
  );
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // From disk there may be no clipboard: then it is selected, and the reader copies it.
    const field = document.getElementById('token') as HTMLInputElement;
    field.focus();
    field.select();
    return;
  }
  copied.value = text;
}
