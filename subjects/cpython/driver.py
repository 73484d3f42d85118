"""
The Python driver: scripts in, traces out, with a real asyncio transport over a loop and a wire of ours.
Follows docs/harness.md to the letter and uses the standard library only, from Python 3.8 on. It relays: never judges,
filters, orders or repairs, and never sees a clock, a selector or a kernel socket.
"""
import functools
import gc
import json
import logging
import math
import operator

from kinds import KINDS
from loop import MAX_CALLBACKS, Loop
from raises import Fault, ScriptedError, raise_of, sentence
from wire import MAX_AMOUNT

WIDE_ITEM = 4

# What asyncio would log is in the trace already, or is noise to whoever reads the standard error.
logging.getLogger('asyncio').disabled = True


def run_batch(text, kind='socket'):
    """A JSON list of scripts in; a JSON list of traces, or of faults, in the same order out."""
    kind = KINDS[kind]
    kind.prepare()
    scripts = json.loads(text)
    # A case takes its own cycles apart. The collector would only cost time, at another moment each run.
    gc.disable()
    try:
        return '[' + ','.join([run_case(script, kind) for script in scripts]) + ']'
    finally:
        gc.enable()


def run_case(script, kind):
    case = None
    try:
        case = Case(script, kind)
        return dump({'steps': case.run()})
    except Exception as error:  # the driver's own: whatever leaves the transport is caught where it is called
        return dump({'fault': sentence(error)})
    finally:
        if case is not None:
            case.forget()


class Case:
    """One script on one transport: the tester who calls it, and the protocol that it calls back."""

    def __init__(self, script, kind):
        self.kind = kind
        self.stimuli = script['stimuli']
        self.keep_open = script['keepOpen']
        self.plant = script.get('plant', {})  # what is to go wrong here, on purpose
        self.swell = self.plant.get('swell', 0)
        self.reactions = {}
        for reaction in script['reactions']:
            self.reactions.setdefault(reaction['on'], []).append([reaction['times'], reaction])
        self.step = None  # the innermost step that is running: what is seen now belongs to it
        self.fault = None
        self.callbacks = 0
        self.answers = {'size': 0, 'low': 0, 'high': 0, 'closing': False, 'eof': False}  # the last known
        self.mutable = None  # what underlies the last mutable chunk
        self.wire = kind.wire(self)
        self.loop = Loop(self, self.wire)
        self.transport = None

    def run(self):
        stimuli = self.stimuli
        if not stimuli or stimuli[-1]['do'] != 'settle':
            stimuli = [*stimuli, {'do': 'settle'}]
        steps = [self.take({'do': 'connect'}, CONNECT)]
        for stimulus in stimuli:
            if 'restless' in steps[-1]:
                break
            steps.append(self.take(stimulus, STIMULI))
        if self.fault:
            raise Fault(self.fault)
        return steps

    def forget(self):
        """Leaves no cycle behind, and a transport without its end of the wire says nothing when it is freed."""
        transport = self.transport
        if transport is not None:
            transport.__dict__.clear()
            transport._loop = transport._sock = transport._pipe = None
        self.loop.forget()
        self.wire.case = self.transport = self.step = None

    def take(self, stimulus, acts):
        """One step: a stimulus, what was seen meanwhile, and what the transport answers after it."""
        act = acts.get(stimulus['do'])
        if act is None:
            raise Fault('No stimulus here is called %s.' % json.dumps(stimulus['do']))
        outer = self.step
        self.step = step = {'stimulus': stimulus, 'raised': None, 'calls': [], 'wire': [], 'errors': []}
        act(self, stimulus, step)
        if outer is None and self.callbacks >= MAX_CALLBACKS:
            step['restless'] = True
        step['after'] = self.ask()
        self.step = outer
        return step

    # What the transport is asked.

    def ask(self):
        transport = self.transport
        try:
            low, high = transport.get_write_buffer_limits()
            self.answers = {
                'size': transport.get_write_buffer_size() + self.swell,
                'low': low,
                'high': high,
                'closing': transport.is_closing(),
                'eof': transport.can_write_eof(),
            }
        except BaseException:
            self.answers = self.ask_one_by_one()
        return self.answers

    def ask_one_by_one(self):
        """Asks again: an answer that raises stays as it was."""
        transport, known = self.transport, self.answers
        low, high = self.guard(transport.get_write_buffer_limits, (known['low'], known['high']))
        return {
            'size': self.size(),
            'low': low,
            'high': high,
            'closing': self.guard(transport.is_closing, known['closing']),
            'eof': self.guard(transport.can_write_eof, known['eof']),
        }

    def size(self):
        return self.guard(self.held, self.answers['size'])

    def held(self):
        return self.transport.get_write_buffer_size() + self.swell

    def guard(self, question, known):
        try:
            return question()
        except BaseException as error:
            self.step['errors'].append(raise_of(error))
            return known

    # The stimuli. Each notes what it gave, size by size, then does it.

    def connect(self, stimulus, step):
        self.transport = self.kind.make(self)
        low, high = self.transport.get_write_buffer_limits()
        step['stimulus'] = {'do': 'connect', 'low': low, 'high': high}
        self.settle(stimulus, step)

    def settle(self, stimulus, step):
        if not self.loop.settle():
            step['restless'] = True

    def write(self, stimulus, step):
        kind = stimulus['kind']
        n = self.rise(stimulus['n'], kind, 0)
        step['stimulus'] = {'do': 'write', 'at': self.wire.offered, 'n': n, 'kind': kind}
        self.call(step, self.transport.write, self.chunk(n, kind))

    def writelines(self, stimulus, step):
        at, container = self.wire.offered, stimulus['as']
        items, total = [], 0
        for item in stimulus['items']:
            n = self.rise(item['n'], item['kind'], total)
            items.append({'n': n, 'kind': item['kind']})
            total += n
        step['stimulus'] = {'do': 'writelines', 'items': items, 'as': container, 'at': at}
        chunks = [self.chunk(item['n'], item['kind']) for item in items]
        self.call(step, self.transport.writelines, CONTAINERS[container](chunks))

    def write_eof(self, stimulus, step):
        self.call(step, self.transport.write_eof)

    def close(self, stimulus, step):
        self.call(step, self.transport.close)

    def abort(self, stimulus, step):
        self.call(step, self.transport.abort)

    def set_write_buffer_limits(self, stimulus, step):
        limits = {name: self.mark(stimulus[name]) for name in ('high', 'low') if name in stimulus}
        step['stimulus'] = {'do': 'set_write_buffer_limits', **limits}
        self.call(step, functools.partial(self.transport.set_write_buffer_limits, **limits))

    def tamper(self, stimulus, step):
        if self.mutable is not None:
            self.call(step, TAMPERS[stimulus['how']], self.mutable)

    def drain(self, stimulus, step):
        n = stimulus['n']
        if n == 'all':
            return self.wire.drain(math.inf)
        if type(n) is dict:
            n = self.size() - self.level(n['to']) - n['plus']
        n = cut(n)
        step['stimulus'] = {'do': 'drain', 'n': n}
        self.wire.drain(n)

    def stall(self, stimulus, step):
        self.wire.stall()

    def peer_data(self, stimulus, step):
        self.wire.offer(operator.index(stimulus['n']))

    def peer_eof(self, stimulus, step):
        self.wire.end()

    def peer_reset(self, stimulus, step):
        self.wire.reset()

    def call(self, step, method, *arguments):
        try:
            method(*arguments)
        except BaseException as error:
            step['raised'] = raise_of(error)

    # Sizes and chunks.

    def rise(self, n, kind, earlier):
        """The bytes of a chunk, when `earlier` ones of the same call come before it."""
        if kind == 'wrong':
            return 0
        if type(n) is dict:
            n = self.level(n['to']) + n['plus'] - self.size() - earlier
        n = cut(n)
        return -(-n // WIDE_ITEM) * WIDE_ITEM if kind == 'wide' else n

    def level(self, name):
        return 0 if name == 'zero' else math.floor(self.ask()[name])

    def mark(self, mark):
        return self.ask()[mark['at']] + mark['plus'] if type(mark) is dict else mark

    def chunk(self, n, kind):
        if kind == 'wrong':
            return 'not bytes-like'
        data = self.wire.next_bytes(n)
        if kind == 'bytes':
            return data
        # Only the bytearray is kept: a view of our own would forbid its resizing before the transport could.
        self.mutable = bytearray(data)
        if kind == 'bytearray':
            return self.mutable
        if kind == 'memoryview':
            return memoryview(self.mutable)
        if kind == 'wide':
            return memoryview(self.mutable).cast('I') if n else memoryview(bytearray(WIDE_ITEM)).cast('I')[:0]
        raise Fault('No chunk is of kind %s.' % json.dumps(kind))

    def lacks(self, part, name):
        """The transport wants something that our fakes do not have: that is never its own fault."""
        self.fault = self.fault or 'The fake %s has no %s.' % (part, name)
        raise AttributeError(name)

    # The protocol.

    def connection_made(self, transport):
        self.called({'name': 'connection_made'})

    def pause_writing(self):
        self.called({'name': 'pause_writing'})

    def resume_writing(self):
        self.called({'name': 'resume_writing'})

    def data_received(self, data):
        self.called({'name': 'data_received', 'n': len(data)})

    def eof_received(self):
        self.called({'name': 'eof_received', 'kept': self.keep_open})
        return self.keep_open

    def connection_lost(self, error):
        self.called({'name': 'connection_lost', 'error': None if error is None else raise_of(error)})

    def called(self, callback):
        if self.callbacks >= MAX_CALLBACKS:
            return
        self.callbacks += 1
        self.step['calls'].append(callback)
        if callback['name'] == self.plant.get('double'):
            self.step['calls'].append(callback)
        callback['size'] = self.size()
        callback['arrived'] = self.wire.arrived
        callback['steps'] = steps = []
        reactions = self.reactions.get(callback['name'])
        try:
            raises = reactions and self.react(reactions, steps)
        except Exception as error:  # ours: it must not look like the callback's
            self.fault = self.fault or sentence(error)
            return
        if raises:
            callback['raised'] = True
            callback.pop('kept', None)
            raise ScriptedError()

    def react(self, reactions, steps):
        """Runs what the script wants inside this callback; true if it is to raise in the end."""
        raises = False
        for entry in reactions:
            if entry[0] <= 0:
                continue
            entry[0] -= 1
            for stimulus in entry[1]['do']:
                steps.append(self.take(stimulus, UPPER))
            raises = raises or entry[1].get('raises', False)
        return raises


# Helpers.


def cut(n):
    return min(max(operator.index(n), 0), MAX_AMOUNT)


def edit(chunk):
    chunk[:] = chunk.translate(HIGH_BIT)


def generate(chunks):
    yield from chunks


# A number that JSON does not have is the harness's fault for that script, as any answer of a wrong type would be.
dump = json.JSONEncoder(separators=(',', ':'), allow_nan=False, check_circular=False).encode
UPPER = {
    'write': Case.write,
    'writelines': Case.writelines,
    'write_eof': Case.write_eof,
    'close': Case.close,
    'abort': Case.abort,
    'set_write_buffer_limits': Case.set_write_buffer_limits,
    'tamper': Case.tamper,
}
STIMULI = {
    **UPPER,
    'drain': Case.drain,
    'stall': Case.stall,
    'peer_data': Case.peer_data,
    'peer_eof': Case.peer_eof,
    'peer_reset': Case.peer_reset,
    'settle': Case.settle,
}
CONNECT = {'connect': Case.connect}  # only ever the first
CONTAINERS = {'list': list, 'generator': generate, 'not-iterable': lambda chunks: object()}
TAMPERS = {'edit': edit, 'clear': bytearray.clear}
HIGH_BIT = bytes(value | 128 for value in range(256))
