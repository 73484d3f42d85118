"""
The agent: scripts in and traces out over stdin and stdout, in version 1 of Plimsoll's process protocol (docs/protocol.md).
Answers what it is asked, and keeps the program under test away from both streams; it never looks at a trace.
"""
import argparse
import importlib
from importlib import metadata
import json
import os
import signal

from connections import CAPABILITIES, LIVE, Live
from driver import dump
from raises import Fault, sentence
from runners import SCRIPTED, SHORT, FakeRunner, LiveRunner, tell

PROTOCOL = 1


def serve(factory, name='python', version=None, capabilities=CAPABILITIES, loop=None):
    """
    Judges what `factory` makes: an async function that is given a protocol, sets its `peer`, makes a transport for it and
    returns that. `loop` makes the event loop; asyncio's own, if none is given.
    """
    wrong = None if loop is None or callable(loop) else '`loop` has to be a function that makes the event loop.'
    for one in capabilities:
        if one not in CAPABILITIES:
            wrong = 'There is no capability %s for serve(); there are %s.' % (one, ', '.join(CAPABILITIES))
    if wrong:
        tell(wrong)
        raise SystemExit(1)
    kind = Live(factory, 'a connection of its own', is_plain=False)
    kind.capabilities = [one for one in CAPABILITIES if one in capabilities]
    Agent(LiveRunner(kind, loop, name, version)).talk()


def main():
    parser = argparse.ArgumentParser(
        prog='plimsoll_agent.py', description='Runs the scripts of Plimsoll on a transport of this Python.'
    )
    kinds = [*LIVE, *('scripted:' + name for name in SCRIPTED)]
    parser.add_argument('kind', choices=kinds, metavar='kind', help='one of ' + ', '.join(kinds))
    parser.add_argument('--loop', metavar='module:factory', help="makes the event loop; asyncio's own otherwise")
    parser.add_argument('--name', help='what the subject is called')
    options = parser.parse_args()
    if options.kind in LIVE:
        runner = LiveRunner(LIVE[options.kind], loop_of(parser, options.loop), options.name or named(options))
    else:
        if options.loop:
            parser.error('A scripted kind has a loop of its own: --loop is for live ones.')
        runner = FakeRunner(options.kind.split(':')[1], options.name)
    Agent(runner).talk()


class Agent:
    """The talk: one JSON value a line, asked on stdin and answered on stdout."""

    def __init__(self, runner):
        self.runner = runner
        self.pending = ''
        # Whatever else is printed goes to stderr, and whatever else reads finds nothing: one stray line would shift all.
        self.questions = os.fdopen(os.dup(0), 'rb')
        self.answers = os.dup(1)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        os.dup2(2, 1)

    def talk(self):
        signal.signal(signal.SIGINT, lambda *_: os._exit(130))
        try:
            self.runner.open()
            for line in self.questions:
                if line.strip() and not self.answer(line):
                    break
        except BrokenPipeError:  # nobody is there any more
            pass
        except Fault as error:
            tell(sentence(error))
            raise SystemExit(1)
        finally:
            self.runner.close()

    def answer(self, line):
        """False when the talk is over."""
        try:
            message = json.loads(line)
            op = message['op']
        except (ValueError, TypeError, KeyError):
            self.send({'op': 'unsupported', 'what': 'a line that is not an object with an op'})
            return True
        if op == 'bye':
            return False
        if op == 'hello':
            self.hello()
        elif op == 'run':
            self.run(message)
        else:
            more = {'id': message['id']} if 'id' in message else {}
            self.send({'op': 'unsupported', **more, 'what': op})
        return True

    def hello(self):
        runner = self.runner
        self.send(
            {
                'plimsoll': PROTOCOL,
                'op': 'hello',
                'name': runner.name,
                'version': runner.version,
                'capabilities': runner.capabilities,
            }
        )

    def run(self, message):
        id_ = json.dumps(message['id'])

        def begin(case):
            # With the answer to the case before it in one go: it is out before this case starts all the same.
            self.write(self.pending + '{"op":"begin","id":%s,"case":%d}\n' % (id_, case))
            self.pending = ''

        def answer(case, text):
            result = '"trace":' + text if text.startswith('{"steps"') else text[1:-1]
            self.pending = '{"op":"trace","id":%s,"case":%d,%s}\n' % (id_, case, result)

        self.runner.run(message['scripts'], begin, answer)
        self.write(self.pending + '{"op":"done","id":%s}\n' % id_)
        self.pending = ''

    def send(self, message):
        self.write(dump(message) + '\n')

    def write(self, text):
        data = text.encode()
        while data:
            data = data[os.write(self.answers, data) :]


# Helpers.


def named(options):
    """As in `cpython-3.13:unix`, or after the project that made the loop."""
    if options.loop is None:
        return '%s:%s' % (SHORT, options.kind)
    module = options.loop.split('.')[0].split(':')[0]
    try:
        return '%s-%s:%s' % (module, metadata.version(module), options.kind)
    except metadata.PackageNotFoundError:
        return '%s:%s' % (module, options.kind)


def loop_of(parser, given):
    """The function that makes the loop, by `module:factory`."""
    if given is None:
        return None
    module, _, factory = given.partition(':')
    try:
        return getattr(importlib.import_module(module), factory)
    except (ImportError, AttributeError, ValueError) as error:
        parser.error('There is no loop %s: %s. It is given as module:factory.' % (given, error))


if __name__ == '__main__':
    main()
