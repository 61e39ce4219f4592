"""Runs a command on a terminal, and prints a JSON object: all that came out of it, and the status that it has given itself (of a signal that ended it, the number below zero).

    python3 on_a_terminal.py COLUMNS ANSWER COMMAND...

ANSWER is typed once the command asks [y/N]; `^C` is the key.
"""
import fcntl
import json
import os
import pty
import signal
import struct
import sys
import termios

columns, answer, command = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
process, terminal = pty.fork()
if process == 0:
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    # What is started in the background ignores the key, and so would all that it starts.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.execvp(command[0], command)

output, answered, asked = b"", False, 0
while True:
    try:
        read = os.read(terminal, 1 << 16)
    except OSError:
        break
    if not read:
        break
    output += read
    if not answered and b"[y/N] " in output:
        answered = True
        os.write(terminal, b"\x03" if answer == "^C" else answer.encode() + b"\r")

    # Where is the cursor? A terminal says so.
    while output.count(b"\x1b[6n") > asked:
        asked += 1
        os.write(terminal, b"\x1b[1;1R")

print(json.dumps({"output": output.decode("utf-8"), "status": os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])}))
