"""python3 -m unittest discover -s environment"""
import pathlib
import tempfile
import unittest

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import notebook_rules as rules


def notebook(*outputs, source="int a = 1;", count=1):
    cells = [
        new_markdown_cell("# Title", id="a"),
        new_code_cell(source, id="b", outputs=list(outputs), execution_count=count),
        new_markdown_cell("The end.", id="c"),
    ]
    return new_notebook(cells=cells, metadata={"kernelspec": {"name": "java", "display_name": "Java"}})


def printed(text, name="stdout"):
    return new_output("stream", name=name, text=text)


def shown(**data):
    return new_output("display_data", data={mime.replace("_", "/"): value for mime, value in data.items()})


TABLE = shown(text_html="<table><tr><th>network</th><th class='n'>top-1, %</th><th>loss &lt;</th></tr></table>")
CHART = shown(image_png="AAAA", text_plain="[chart]")
PROGRESS = shown(text_html="<progress value='1' max='2'></progress>")


class Rules(unittest.TestCase):
    def assert_fine(self, problems):
        self.assertEqual([], list(problems))

    def assert_problem(self, part, problems):
        self.assertIn(part, "\n".join(problems))

    def test_an_ordinary_notebook_breaks_no_rule(self):
        ordinary = notebook(printed("42 %\n"), CHART, TABLE)
        self.assert_fine([*rules.in_source(ordinary), *rules.in_outputs(ordinary)])

    def test_magics_are_found_and_remainders_are_not(self):
        for magic in ("%maven a:b:1", "int a;\n!ls", "%%javascript", "//%dep x"):
            self.assert_problem("magic", rules.in_source(notebook(source=magic)))
        self.assert_fine(rules.in_source(notebook(source="int a = 7\n    % 3;\nboolean b = !true;")))

    def test_code_without_text_before_it_is_found(self):
        broken = notebook()
        broken.cells.insert(2, new_code_cell("int b;", id="d"))
        self.assert_problem("cell d has no text before it", rules.in_source(broken))

    def test_a_notebook_that_ends_in_code_is_found(self):
        broken = notebook()
        broken.cells.pop()
        self.assert_problem("does not end with text", rules.against(broken, {"b": []}))

    def test_cells_that_ran_in_another_order_are_found(self):
        self.assert_problem("numbers [3]", rules.in_outputs(notebook(count=3)))
        self.assert_problem("numbers [None]", rules.in_outputs(notebook(count=None)))

    def test_errors_and_warnings_are_found(self):
        error = new_output("error", ename="E", evalue="it broke", traceback=["it broke"])
        self.assert_problem("failed: it broke", rules.in_outputs(notebook(error)))
        self.assert_problem("error stream: hm", rules.in_outputs(notebook(printed("hm", "stderr"))))
        self.assert_problem("stack trace", rules.in_outputs(notebook(printed("x\n\tat a.b.C.d(C.java:12)\n"))))
        self.assert_problem("warning", rules.in_outputs(notebook(printed("[W1123 23:10:15 Legacy.h:74] Warning: old"))))

    def test_folders_of_one_machine_are_found_and_relative_ones_are_not(self):
        self.assert_problem("/home/ann", rules.in_outputs(notebook(printed("saved /home/ann/x.onnx"))))
        self.assert_fine(rules.in_outputs(notebook(printed("saved ../target/home/x and a/root/x"))))

    def test_outputs_are_compared_in_order(self):
        ran = notebook(printed("top-1 41.8 %\n"), CHART, TABLE, PROGRESS)
        fits = ["text: top-1 [0-9.]+ %", "picture", "table: network | loss <", "progress"]
        self.assert_fine(rules.against(ran, {"b": fits}))
        self.assert_fine(rules.against(ran, {"b": ["text: top", "anything"]}))
        for other in (
            ["text: top-5", *fits[1:]],
            [fits[0], "table: network", "picture", "progress"],
            [*fits[:2], "table: loss < | network", "progress"],
            fits[:3],
            [],
        ):
            self.assert_problem("cell b was expected", rules.against(ran, {"b": other}))

    def test_a_cell_that_is_not_listed_may_only_print(self):
        self.assert_fine(rules.against(notebook(printed("x")), {"a": []}))
        self.assert_problem("shows [picture]", rules.against(notebook(CHART), {"a": []}))
        value = new_output("execute_result", data={"text/plain": "java.io.PrintStream@1"}, execution_count=1)
        self.assert_problem("a stray value", rules.against(notebook(value), {"a": []}))

    def test_an_expectation_of_no_cell_is_found(self):
        self.assert_problem("cell z, which is not there", rules.against(notebook(), {"z": []}))

    def test_expectations_lie_beside_the_notebook(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "n.ipynb")
            nbformat.write(notebook(CHART), path)
            self.assert_problem("has no expected/n.json", rules.of_executed(notebook(CHART), path))
            expected = path.parent / "expected" / "n.json"
            expected.parent.mkdir()
            expected.write_text("{}")
            self.assert_problem("has no expected/n.json", rules.of_executed(notebook(CHART), path))
            expected.write_text('{"b": ["table: x"]}')
            self.assert_problem("shows [picture]", rules.of_executed(notebook(CHART), path))
            expected.write_text('{"b": ["picture"]}')
            self.assert_fine(rules.of_executed(notebook(CHART), path))

    def test_a_committed_notebook_is_judged_by_its_outputs_only_where_it_has_some(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "n.ipynb")
            expected = path.parent / "expected" / "n.json"
            expected.parent.mkdir()
            expected.write_text('{"b": ["picture"]}')
            self.assert_fine(rules.of_committed(notebook(CHART), path))
            self.assert_problem("shows [table: network", rules.of_committed(notebook(TABLE), path))
            self.assert_fine(rules.of_committed(notebook(count=None), path))
            self.assert_problem("magic", rules.of_committed(notebook(source="!ls", count=None), path))


if __name__ == "__main__":
    unittest.main()
