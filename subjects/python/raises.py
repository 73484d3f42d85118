"""
Exceptions: those of the driver's own, and any other by its neutral kind (docs/harness.md, machines/alphabet.ts).
Words only; nothing is run or caught here.
"""
import re

MAX_MESSAGE = 200


class Fault(Exception):
    """The harness cannot run this script: one sentence."""


class Inconclusive(Exception):
    """The harness met a stated bound and cannot tell what happened: one sentence."""


class ScriptedError(Exception):
    """What a script's own callback raises."""

    def __init__(self):
        super().__init__('The script asked for it.')


def raise_of(error):
    return {'kind': kind_of(error), 'type': type(error).__name__, 'message': message_of(error)}


def kind_of(error):
    for kind, type_ in RAISE_KINDS:
        if isinstance(error, type_):
            return kind
    return 'other'


def message_of(error):
    """Without what differs from run to run: the same case gives the same trace."""
    return ADDRESS.sub('', str(error))[:MAX_MESSAGE]


def sentence(error):
    if isinstance(error, (Fault, Inconclusive)):
        return str(error)
    return 'The driver failed with %s.' % in_words(error)


def in_words(error):
    return '%s: %s' % (type(error).__name__, message_of(error).rstrip('.'))


# Helpers.

RAISE_KINDS = (
    ('scripted', ScriptedError),
    ('reset', ConnectionResetError),
    ('broken-pipe', BrokenPipeError),
    ('unsupported', NotImplementedError),  # a RuntimeError too
    ('other', RecursionError),  # a RuntimeError too, but no word about a state
    ('state', RuntimeError),
    ('type', TypeError),
    ('value', ValueError),
    ('buffer', BufferError),
)
ADDRESS = re.compile(r' at 0x[0-9a-fA-F]+')
