"""What every notebook has to keep, and what each one's cells are expected to show.

    notebook_rules.py notebooks/*.ipynb      checks the notebooks as they are committed; exit code 1 if one breaks a rule

run_notebook.py --strict checks a notebook that it has executed, by the same rules and by NAME.json in the folder 'expected'
beside the notebook: for the id of a cell the list of its outputs in order,

    "picture"            a chart or another picture
    "progress"           a line of progress that a training replaced in place
    "table: A | B"       a table that has these columns, in this order
    "text: REGEX"        printed text in which the expression is found
    "html"               other HTML
    "anything"           any outputs from here on: what depends on the machine

Cells that are not listed may print text, and show nothing else.
"""
import html
import json
import pathlib
import re
import sys

import nbformat

MAGIC = re.compile(r"^\s*(%{1,2}[a-zA-Z]|!|//\s*%)", re.MULTILINE)
STACK_TRACE = re.compile(r"^\s*(at [\w.$/]+\([\w.$: ]*\)|Caused by: |Exception in thread )", re.MULTILINE)
NATIVE_WARNING = re.compile(r"^\[?[WE]\d{3,}|\bWARN(ING)?\b|Warning:", re.MULTILINE)
FOLDER_OF_SOMEBODY = re.compile(r"(?<![\w.])/(home|Users|root|work|workspace|mnt)/\w+")


def is_code(cell):
    return cell.cell_type == "code" and bool(cell.source.strip())


def texts(cell):
    """All that a cell shows as text, pictures' names included."""
    for output in cell.get("outputs", []):
        if output.output_type == "stream":
            yield output.text
        elif output.output_type == "error":
            yield "\n".join(output.traceback)
        else:
            for mime, value in output.get("data", {}).items():
                if mime.startswith("text/"):
                    yield value if mime == "text/plain" else re.sub(r"<img[^>]*>", "", value)


def in_source(notebook):
    """Broken rules of a notebook's text and code."""
    cells = notebook.cells
    if not cells or cells[0].cell_type != "markdown" or not cells[0].source.startswith("# "):
        yield "does not begin with a title"
    ids = [cell.get("id") for cell in cells]
    if None in ids or len(set(ids)) != len(ids):
        yield "has cells without an id of their own"
    if notebook.metadata.get("kernelspec", {}).get("name") != "java":
        yield "is not for the kernel 'java'"
    for before, cell in zip([None] + cells, cells):
        if not is_code(cell):
            continue
        if before is None or before.cell_type != "markdown":
            yield "cell %s has no text before it" % cell.id
        if MAGIC.search(cell.source):
            yield "cell %s uses a kernel's magic, which other kernels do not know" % cell.id


def in_outputs(notebook):
    """Broken rules of the outputs of a notebook that ran."""
    counts = [cell.execution_count for cell in notebook.cells if is_code(cell)]
    if counts != list(range(1, len(counts) + 1)):
        yield "was not run from top to bottom in a fresh kernel: its cells have the numbers %s" % counts
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                yield "cell %s failed: %s" % (cell.id, output.evalue)
            if output.output_type == "stream" and output.name == "stderr" and output.text.strip():
                yield "cell %s wrote to the error stream: %s" % (cell.id, output.text.strip()[:200])
        for text in texts(cell):
            for what, pattern in (
                ("a stack trace", STACK_TRACE),
                ("a library's warning", NATIVE_WARNING),
                ("a folder of one machine", FOLDER_OF_SOMEBODY),
            ):
                found = pattern.search(text)
                if found:
                    line = text[: found.end() + 80].splitlines()[text[: found.start()].count("\n")]
                    yield "cell %s shows %s: %s" % (cell.id, what, line.strip()[:160])


def kind(output):
    """What an output is, in the words of the expectations."""
    if output.output_type == "stream":
        return "text"
    data = output.get("data", {})
    if any(mime.startswith("image/") for mime in data):
        return "picture"
    markup = data.get("text/html", "")
    if "<progress" in markup:
        return "progress"
    if "<table" in markup:
        return "table"
    return "html" if markup else "a stray value"


def columns(output):
    return [html.unescape(re.sub(r"<[^>]*>", "", th)) for th in re.findall(r"<th[^>]*>(.*?)</th>", output.data["text/html"], re.S)]


def fits(expected, output):
    """Whether an output is what one entry of the list asks for."""
    wanted, _, detail = expected.partition(": ")
    if kind(output) != wanted:
        return False
    if wanted == "text":
        return re.search(detail, output.text, re.MULTILINE) is not None
    if wanted == "table":
        remaining = iter(columns(output))
        return all(column in remaining for column in detail.split(" | "))
    return True


def described(output):
    if kind(output) == "text":
        return "text " + repr(output.text[:120])
    return "table: " + " | ".join(columns(output)) if kind(output) == "table" else kind(output)


def against(notebook, expected):
    """What is not as expected; expected maps ids of cells to lists."""
    if notebook.cells[-1].cell_type != "markdown":
        yield "does not end with text: what was learned and what to try"
    for unknown in set(expected) - {cell.get("id") for cell in notebook.cells}:
        yield "an output is expected of cell %s, which is not there" % unknown
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        outputs = list(cell.get("outputs", []))
        wanted = list(expected.get(cell.id, []))
        if cell.id not in expected:
            outputs = [output for output in outputs if kind(output) != "text"]
        if "anything" in wanted:
            wanted = wanted[: wanted.index("anything")]
            outputs = outputs[: len(wanted)]
        if len(wanted) != len(outputs) or not all(map(fits, wanted, outputs)):
            shown = "; ".join(map(described, outputs)) or "nothing"
            yield "cell %s was expected to show [%s], but shows [%s]" % (cell.id, "; ".join(wanted), shown)


def expectations(path):
    """The list for a notebook, empty where there is none."""
    file = path.parent / "expected" / (path.stem + ".json")
    return json.loads(file.read_text("utf-8")) if file.exists() else {}


def of_executed(notebook, path):
    """Everything wrong with a notebook that was just executed."""
    yield from in_source(notebook)
    yield from in_outputs(notebook)
    expected = expectations(path)
    if expected:
        yield from against(notebook, expected)
    else:
        yield "has no expected/%s.json" % path.stem


def of_committed(notebook, path):
    """Everything wrong with a notebook as it is committed, with or without outputs."""
    if any(cell.get("outputs") for cell in notebook.cells):
        yield from of_executed(notebook, path)
    else:
        yield from in_source(notebook)


def main(names):
    broken = 0
    for path in map(pathlib.Path, names):
        for problem in of_committed(nbformat.read(path, as_version=4), path):
            print("%s: %s" % (path.name, problem))
            broken += 1
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
