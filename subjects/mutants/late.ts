/**
 * What two mutants have in common: a write that comes too late ends the transport, as Node documents it of its streams.
 * When it is too late is for each of them to say.
 */
import { StateError } from '../errors.js';
import { ReferenceTransport } from '../reference/transport.js';

export abstract class FailsWhenLate extends ReferenceTransport {
  protected abstract get isLate(): boolean;

  protected override mayWrite(): boolean {
    if (this.isLate) this.lose(new StateError('A write after the end.'));
    return super.mayWrite();
  }

  override writelines(items: Iterable<ArrayBufferView>): void {
    const all = [...items];
    if (all.length > 0 || !this.isLate) super.writelines(all); // no item is no write
  }
}
