"""Executes one notebook on the Java kernel, showing what its cells print while they run.

    run_notebook.py notebooks/00-tour.ipynb target/notebooks [--html] [--strict]

Writes the executed notebook (and its HTML) into the folder, also when a cell fails. Exit code: 0 all cells ran; 1 a cell
failed, its source and error are printed; 130 interrupted.
"""
import argparse
import asyncio
import inspect
import pathlib
import re
import signal
import sys
import time

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

import notebook_rules

ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
INDENT = "    | "


class Console:
    """Indents what cells print; carriage returns overwrite on a terminal and end a line elsewhere."""

    def __init__(self, out):
        self.out = out
        self.at_start = True
        self.overwrites = out.isatty()
        self.end_of_overwritten = "\r" if self.overwrites else "\n"

    def write(self, text):
        for part in re.split(r"(\r\n|\n|\r)", text):
            if part in ("\n", "\r\n"):
                self.out.write("\n")
                self.at_start = True
            elif part == "\r":
                if not self.at_start:
                    self.out.write(self.end_of_overwritten)
                self.at_start = True
            elif part:
                self.out.write((INDENT if self.at_start else "") + part)
                self.at_start = False
        self.out.flush()

    def line(self, text):
        """A line of the harness itself."""
        if not self.at_start:
            self.out.write("\n")
        self.out.write(text + "\n")
        self.out.flush()
        self.at_start = True


class Runner(NotebookClient):
    """nbclient with a line per cell and live output."""

    def follow(self, console):
        self.console = console
        self.total = sum(runs(cell) for cell in self.nb.cells)
        self.number = 0
        self.current = None
        self.interrupted = False

    def on_interrupt(self):
        """Ctrl-C stops the cell; a second one the kernel. (nbclient's own handler fails over its kernel being gone.)"""
        action = self.km.shutdown_kernel(now=True) if self.interrupted else self.km.interrupt_kernel()
        self.interrupted = True
        if inspect.isawaitable(action):
            asyncio.ensure_future(action)

    async def async_execute_cell(self, cell, cell_index, *arguments, **options):
        if not runs(cell):
            return await super().async_execute_cell(cell, cell_index, *arguments, **options)
        self.number += 1
        self.current = cell
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, self.on_interrupt)
        self.console.line("[%2d/%d] %s" % (self.number, self.total, title(self.nb.cells, cell_index)))
        started = time.monotonic()
        try:
            return await super().async_execute_cell(cell, cell_index, *arguments, **options)
        finally:
            cell.outputs = joined_streams(cell.outputs)
            self.console.line("        %.1f s%s" % (time.monotonic() - started, pictures(cell)))

    def process_message(self, msg, cell, cell_index):
        if msg["msg_type"] == "stream":
            self.console.write(ANSI.sub("", msg["content"]["text"]))
        elif msg["msg_type"] in ("display_data", "update_display_data"):
            self.progress(msg["content"])
        return super().process_message(msg, cell, cell_index)

    def progress(self, content):
        """A line of progress that a notebook replaces in place."""
        after = content.get("metadata", {}).get("text/html", {}).get("progress")
        if after == "epoch" or after and self.console.overwrites:
            self.console.write("\r" + content["data"]["text/plain"].ljust(100))


def runs(cell):
    """Whether a cell is code with something in it."""
    return cell.cell_type == "code" and bool(cell.source.strip())


def title(cells, index):
    """What a cell does: the last line of the text before it that is a heading, else its first line of code."""
    if index and cells[index - 1].cell_type == "markdown":
        headings = re.findall(r"^#+\s*(.+?)\s*#*$", cells[index - 1].source, re.MULTILINE)
        if headings:
            return headings[-1]
    return next(line.strip() for line in cells[index].source.splitlines() if line.strip())[:100]


def pictures(cell):
    """How many of a cell's outputs are pictures, for the progress line."""
    count = sum(any(mime.startswith("image/") for mime in output.get("data", {})) for output in cell.outputs)
    return ", %d picture%s" % (count, "" if count == 1 else "s") if count else ""


def joined_streams(outputs):
    """Neighbouring pieces of one stream as one, with lines that a carriage return overwrote left out."""
    joined = []
    for output in outputs:
        if output.output_type == "stream" and joined and joined[-1].get("name") == output.name:
            joined[-1].text += output.text
        else:
            joined.append(output)
    for output in joined:
        if output.output_type == "stream":
            text = output.text.replace("\r\n", "\n")
            output.text = re.sub(r"[^\n]*\r(?=[^\n])", "", text)
    return joined


def save(notebook, source, folder, html):
    """Writes the executed notebook, and a page of it."""
    folder.mkdir(parents=True, exist_ok=True)
    written = [folder / source.name]
    nbformat.write(notebook, written[0])
    if html:
        from nbconvert import HTMLExporter

        page, _ = HTMLExporter().from_notebook_node(notebook, {"metadata": {"name": source.stem}})
        written.append(written[0].with_suffix(".html"))
        written[1].write_text(page, "utf-8")
    return written


def explain(error, cell, console):
    """Prints a failed cell's source and error."""
    if cell is None:
        console.line("FAILED: the Java kernel did not start: %s" % error)
        return
    if isinstance(error, CellTimeoutError):
        reason = str(error).splitlines()[0]
    elif isinstance(error, DeadKernelError):
        reason = "The Java kernel ended: out of memory, or a crash of a native library."
    else:
        errors = [output for output in cell.outputs if output.output_type == "error"]
        reason = "\n".join(line for output in errors for line in output.traceback) or str(error)
    console.line("\nFAILED: this cell\n")
    console.line(cell.source)
    console.line("\n" + ANSI.sub("", reason).strip())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notebook", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--html", action="store_true", help="write a page as well")
    parser.add_argument("--strict", action="store_true", help="check the outputs, see notebook_rules.py")
    parser.add_argument("--timeout", type=int, help="seconds for one cell (no limit; 1800 with --strict)")
    options = parser.parse_args()

    console = Console(sys.stdout)
    try:
        notebook = nbformat.read(options.notebook, as_version=4)
    except Exception as error:  # nbformat's own, JSON's, the validator's, the system's
        sys.exit("ffr: %s is no notebook (%s)." % (options.notebook, (str(error).splitlines() or ["empty"])[0]))
    runner = Runner(
        notebook,
        kernel_name="java",
        # A training may take a day; only a test that hangs has to end.
        timeout=options.timeout or (1800 if options.strict else None),
        startup_timeout=120,
        resources={"metadata": {"path": str(options.notebook.resolve().parent)}},
    )
    runner.follow(console)
    code = 0
    try:
        runner.execute()
    except (CellExecutionError, CellTimeoutError, DeadKernelError, RuntimeError) as error:
        if runner.interrupted:
            console.line("Interrupted.")
            code = 130
        else:
            explain(error, runner.current, console)
            code = 1
    for path in save(notebook, options.notebook, options.folder, options.html):
        console.line("Written: %s" % path)
    if options.strict and code == 0:
        for problem in notebook_rules.of_executed(notebook, options.notebook):
            console.line("FAILED: " + problem)
            code = 1
    return code


if __name__ == "__main__":
    sys.exit(main())
