"""
The Python driver: a script in, a trace out, whatever the transport stands on: fakes (fakes.py) or a kernel's objects (live.py).
Follows docs/harness.md to the letter and uses the standard library only, from Python 3.8 on. It relays: never judges,
filters, orders or repairs, and never sees a clock, a selector or a socket.
"""
import functools
import json
import math
import operator

from arrivals import MAX_AMOUNT, Arrivals
from raises import Fault, Inconclusive, ScriptedError, raise_of, sentence

WIDE_ITEM = 4
MAX_TURNS = 1000  # in one settle
MAX_CALLBACKS = 2000  # in one script


class Case:
    """
    One script on one transport: the tester who calls it, and the protocol that it calls back. Who knows what the transport
    stands on gives `wire`, and says how it is made (connecting) and how the loop is turned (settling).
    """

    def __init__(self, script):
        self.stimuli = script['stimuli']
        self.keep_open = script['keepOpen']
        self.plant = script.get('plant', {})  # what is to go wrong here, on purpose
        self.swell = self.plant.get('swell', 0)
        self.reactions = {}
        for reaction in script['reactions']:
            self.reactions.setdefault(reaction['on'], []).append([reaction['times'], reaction])
        self.step = None  # the innermost step that is running: what is seen now belongs to it
        self.fault = None  # what went wrong with the harness where it could not be raised
        self.callbacks = 0
        self.answers = {'size': 0, 'low': 0, 'high': 0, 'closing': False, 'eof': False}  # the last known
        self.mutable = None  # what underlies the last mutable chunk
        self.arrivals = Arrivals(self)
        self.wire = None
        self.transport = None

    def run(self):
        """A generator that answers with the steps. It yields where a turn of a real loop is wanted."""
        stimuli = self.stimuli
        if not stimuli or stimuli[-1]['do'] != 'settle':
            stimuli = [*stimuli, SETTLE]
        steps = [(yield from self.turn({'do': 'connect'}, self.connect))]
        for stimulus in stimuli:
            if 'restless' in steps[-1] or self.fault:
                break
            if stimulus['do'] == 'settle':
                steps.append((yield from self.turn(stimulus, self.settle)))
            else:
                steps.append(self.take(stimulus, STIMULI))
        if self.fault:
            raise self.fault
        return steps

    def turn(self, stimulus, act):
        """One step in which the loop turns."""
        self.step = step = opened(stimulus)
        yield from act(step)
        if self.callbacks >= MAX_CALLBACKS:
            step['restless'] = True
        step['after'] = self.ask()
        self.step = None
        return step

    def take(self, stimulus, acts):
        """One step in which it does not: what is seen came inside the call, and then what the transport answers."""
        act = acts.get(stimulus['do'])
        if act is None:
            raise Fault('No stimulus here is called %s.' % json.dumps(stimulus['do']))
        outer = self.step
        self.step = step = opened(stimulus)
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

    def connect(self, step):
        yield from self.connecting()
        yield from self.settle(step)

    def connected(self, transport):
        """Before the transport has called anybody back: its limits are still the defaults."""
        self.transport = transport
        low, high = self.guard(transport.get_write_buffer_limits, (0, 0))
        self.step['stimulus'] = {'do': 'connect', 'low': low, 'high': high}

    def settle(self, step):
        if not (yield from self.settling()):
            step['restless'] = True

    def write(self, stimulus, step):
        kind = stimulus['kind']
        n = self.rise(stimulus['n'], kind, 0)
        step['stimulus'] = {'do': 'write', 'at': self.arrivals.offered, 'n': n, 'kind': kind}
        self.call(step, self.transport.write, self.chunk(n, kind))

    def writelines(self, stimulus, step):
        at, container = self.arrivals.offered, stimulus['as']
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
        data = self.arrivals.next_bytes(n)
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
        self.fault = self.fault or Fault('The fake %s has no %s.' % (part, name))
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
        if self.step is None or self.callbacks >= MAX_CALLBACKS:
            return
        self.callbacks += 1
        self.step['calls'].append(callback)
        if callback['name'] == self.plant.get('double'):
            self.step['calls'].append(callback)
        callback['size'] = self.size()
        callback['arrived'] = self.arrived()
        callback['steps'] = steps = []
        reactions = self.reactions.get(callback['name'])
        try:
            raises = reactions and self.react(reactions, steps)
        except Exception as error:  # ours: it must not look like the callback's
            self.fault = self.fault or error
            return
        if raises:
            callback['raised'] = True
            callback.pop('kept', None)
            raise ScriptedError()

    def arrived(self):
        return self.arrivals.arrived

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


def told(steps):
    """What is answered for a script that was run, as JSON. A number that JSON does not have makes it a fault."""
    try:
        return dump({'steps': steps})
    except ValueError as error:
        return untold(error)


def untold(error):
    """What is answered where the harness could not: it met a bound of its own, or failed."""
    return dump({'inconclusive' if isinstance(error, Inconclusive) else 'fault': sentence(error)})


# Helpers.


def opened(stimulus):
    return {'stimulus': stimulus, 'raised': None, 'calls': [], 'wire': [], 'errors': []}


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
}
SETTLE = {'do': 'settle'}
CONTAINERS = {'list': list, 'generator': generate, 'not-iterable': lambda chunks: object()}
TAMPERS = {'edit': edit, 'clear': bytearray.clear}
HIGH_BIT = bytes(value | 128 for value in range(256))
