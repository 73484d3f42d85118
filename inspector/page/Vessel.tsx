/**
 * The buffer as a vessel: what is in it, its low and its high line (the Plimsoll mark), what runs in and out. Sizes in bytes.
 * Draws one side of a frame; says nothing of who is right.
 */
import type { Level } from '../film/film.js';
import { count } from './names.js';

const [TOP, BOTTOM, LEFT, RIGHT] = [34, 174, 44, 184];
/** Pixels between texts that must not lie on each other. */
const LINE = 17;

interface Props {
  readonly title: string;
  readonly level: Level;
  readonly isPaused: boolean;
  /** Bytes that the wire still takes; null where nobody knows. */
  readonly room: number | null;
}

export function Vessel({ title, level, isPaused, room }: Props) {
  const { size, low, high } = level;
  const full = Math.max(high * 1.25, size * 1.04, 1);
  const y = (n: number): number => BOTTOM - Math.min(1, Math.max(0, n / full)) * (BOTTOM - TOP);
  const [yHigh, yLow, ySize] = [y(high), y(low), y(size)];
  const isOver = size > high;
  const isClosed = room === 0;
  // Which line a label stands on is told by its side: that of high above its line, that of low below it.
  const lowText = Math.min(yLow + 4, BOTTOM - 2) - yHigh < LINE ? Math.min(yHigh + LINE + 1, BOTTOM + 10) : yLow + 4;
  return (
    <figure class={`vessel ${isPaused ? 'paused' : ''}`}>
      <figcaption>{title}</figcaption>
      <svg
        viewBox="0 0 300 202"
        role="img"
        aria-label={`${count(size)} bytes buffered; low ${count(low)}, high ${count(high)}`}
      >
        <path class="pipe" d={`M${LEFT + 40} 0V24`} />
        <path class={`stream ${isPaused ? 'shut' : ''}`} d={`M${LEFT + 40} 0V24`} />
        {isPaused ? <path class="gate" d={`M${LEFT + 24} 24H${LEFT + 56}`} /> : null}
        <text class="small" x={LEFT + 62} y="16">
          {isPaused ? 'paused' : 'writing flows'}
        </text>
        <rect
          class={`water ${isOver ? 'over' : ''}`}
          x={LEFT}
          y={ySize}
          width={RIGHT - LEFT}
          height={Math.max(0, BOTTOM - ySize)}
        />
        <path class="surface" d={`M${LEFT} ${ySize}H${RIGHT}`} />
        <path class="hull" d={`M${LEFT} ${TOP - 6}V${BOTTOM}H${RIGHT}V${TOP - 6}`} />
        <path class="mark high" d={`M${LEFT - 12} ${yHigh}H${RIGHT + 8}`} />
        <circle class="mark high" cx={LEFT - 22} cy={yHigh} r="10" />
        <path class="mark high" d={`M${LEFT - 38} ${yHigh}H${LEFT - 6}`} />
        <text class="label" x={RIGHT + 14} y={yHigh + 4}>
          high {count(high)}
        </text>
        <path class="mark low" d={`M${LEFT - 6} ${yLow}H${RIGHT + 8}`} />
        <text class="label" x={RIGHT + 14} y={lowText}>
          low {count(low)}
        </text>
        <text class="size" x={(LEFT + RIGHT) / 2} y={(TOP + BOTTOM) / 2 + 8}>
          {count(size)}
        </text>
        <path class="pipe" d={`M${RIGHT} ${BOTTOM - 8}H300`} />
        <path class={`stream ${isClosed ? 'shut' : ''}`} d={`M${RIGHT} ${BOTTOM - 8}H300`} />
        <text class="small" x={RIGHT + 14} y={BOTTOM + 16}>
          {room === null ? 'wire' : `room ${count(room)}`}
        </text>
      </svg>
      <dl class="numbers">
        <Number name="written" n={level.written} />
        <Number name="buffered" n={size} />
        <Number name="on the wire" n={level.handed} />
        <Number name="arrived" n={level.arrived} />
      </dl>
    </figure>
  );
}

function Number({ name, n }: { readonly name: string; readonly n: number }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{count(n)}</dd>
    </div>
  );
}
