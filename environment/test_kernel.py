"""What the Java kernel answers to Jupyter's messages. Part of ./ffr test, which has the kernel found."""
import queue
import time
import unittest

from jupyter_client.manager import start_new_kernel

SECONDS = 60
SLEEP = 'System.out.println("begins"); Thread.sleep(%d); System.out.println("ends");'


class KernelTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.manager, cls.client = start_new_kernel(kernel_name="java", startup_timeout=120)

    @classmethod
    def tearDownClass(cls):
        cls.client.stop_channels()
        cls.manager.shutdown_kernel(now=True)

    def test_questions_on_the_control_channel_leave_a_running_cell_alone(self):
        cell = self.client.execute(SLEEP % 1500)
        self.await_output(cell, "begins")
        asked = [self.ask_control("kernel_info_request", {}) for _ in range(3)]
        for question in asked:
            reply = self.control_reply(question)
            self.assertEqual("kernel_info_reply", reply["msg_type"])
            self.assertEqual("java", reply["content"]["language_info"]["name"])
        self.assertEqual("ok", self.shell_reply(cell)["content"]["status"])
        self.assertEqual("ends\n", self.until_idle(cell))

    def test_an_interrupt_ends_the_cell_and_is_answered(self):
        cell = self.client.execute(SLEEP % 30000)
        self.await_output(cell, "begins")
        interrupt = self.ask_control("interrupt_request", {})
        self.assertEqual("interrupt_reply", self.control_reply(interrupt)["msg_type"])
        self.assertEqual("error", self.shell_reply(cell)["content"]["status"])
        self.assertEqual("", self.until_idle(cell))
        self.assert_runs("1 + 1")

    def test_an_interrupt_between_two_statements_ends_the_cell(self):
        statements = "\n".join("int number%d = %d;" % (i, i) for i in range(100))
        cell = self.client.execute('System.out.println("begins");\n' + statements)
        self.await_output(cell, "begins")
        self.ask_control("interrupt_request", {})
        self.assertEqual("error", self.shell_reply(cell)["content"]["status"])
        self.until_idle(cell)
        self.assert_runs("number0 + 0")

    def test_cells_behind_one_that_fails_do_not_run(self):
        failing = self.client.execute('Thread.sleep(500); throw new IllegalStateException("on purpose");')
        behind = self.client.execute('System.out.println("ran");')
        self.assertEqual("error", self.shell_reply(failing)["content"]["status"])
        self.assertIn(self.shell_reply(behind)["content"]["status"], ("aborted", "error"))
        self.assertEqual("", self.until_idle(behind))
        self.assert_runs("2 + 2")

    def test_what_a_cell_prints_arrives_whole_and_in_order(self):
        cell = self.client.execute('for (int i = 0; i < 20000; i++) System.out.println("line " + i);')
        self.assertEqual("".join("line %d\n" % i for i in range(20000)), self.until_idle(cell))
        self.assertEqual("ok", self.shell_reply(cell)["content"]["status"])
        cell = self.client.execute('System.out.print("a"); System.err.print("b"); System.out.print("c");\n1 + 1')
        published = [m for m in self.until_idle_all(cell) if m["msg_type"] in ("stream", "execute_result")]
        self.assertEqual(["stdout", "stderr", "stdout", None], [m["content"].get("name") for m in published])
        self.shell_reply(cell)

    def test_values_are_shown_as_text(self):
        for code, text in (
            ('"<b>x</b> &\\n  y"', "<b>x</b> &\n  y"),
            ("new int[][] {{1, 2}, {3}}", "[[1, 2], [3]]"),
            ("new double[] {0.5}", "[0.5]"),
            ("'<'", "<"),
            ('java.util.List.of("<i>", 2)', "[<i>, 2]"),
        ):
            with self.subTest(code):
                cell = self.client.execute(code)
                results = [m["content"]["data"] for m in self.until_idle_all(cell) if m["msg_type"] == "execute_result"]
                self.assertEqual([{"text/plain": text}], results)
                self.shell_reply(cell)

    def test_an_exception_says_what_it_came_from(self):
        cell = self.client.execute(
            'throw new IllegalStateException("outer", new RuntimeException("inner", new java.io.IOException("innermost")));')
        said = self.shell_reply(cell)["content"]["evalue"].splitlines()
        self.assertEqual(
            ["outer", "Caused by: java.lang.RuntimeException: inner", "Caused by: java.io.IOException: innermost"], said)
        self.until_idle(cell)

    def test_a_forgotten_brace_is_said_without_the_kernels_inside(self):
        cell = self.client.execute("for (int i = 0; i < 3; i++) {")
        said = "\n".join(self.shell_reply(cell)["content"]["traceback"])
        self.assertIn("Incomplete source", said)
        self.assertNotIn("rapaio", said)
        published = [m["content"] for m in self.until_idle_all(cell) if m["msg_type"] == "error"]
        self.assertEqual([said], ["\n".join(error["traceback"]) for error in published])

    def test_an_error_while_a_result_is_made_text_is_the_cells(self):
        cell = self.client.execute('new Object() { public String toString() { throw new NoClassDefFoundError("on purpose"); } }')
        reply = self.shell_reply(cell)["content"]
        self.assertEqual(("error", "NoClassDefFoundError", "on purpose"), (reply["status"], reply["ename"], reply["evalue"]))
        self.until_idle(cell)
        self.assert_runs("3 + 3")

    def test_shutdown_is_answered_on_the_control_channel(self):
        manager, client = start_new_kernel(kernel_name="java", startup_timeout=120)
        try:
            message = client.session.msg("shutdown_request", {"restart": True})
            client.control_channel.send(message)
            reply = client.get_control_msg(timeout=SECONDS)
            self.assertEqual("shutdown_reply", reply["msg_type"])
            self.assertTrue(reply["content"]["restart"])
            self.await_end(manager)
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)

    def ask_control(self, kind, content):
        message = self.client.session.msg(kind, content)
        self.client.control_channel.send(message)
        return message["header"]["msg_id"]

    def control_reply(self, question):
        return self.reply_to(question, self.client.get_control_msg)

    def shell_reply(self, question):
        return self.reply_to(question, self.client.get_shell_msg)

    def reply_to(self, question, get):
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            try:
                message = get(timeout=1)
            except queue.Empty:
                continue
            if message["parent_header"].get("msg_id") == question:
                return message
        self.fail("There is no reply.")

    def of(self, cell):
        """What is published about a cell, as it comes."""
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            try:
                message = self.client.get_iopub_msg(timeout=1)
            except queue.Empty:
                continue
            if message["parent_header"].get("msg_id") == cell:
                yield message
        self.fail("The cell goes on for ever.")

    def await_output(self, cell, text):
        for message in self.of(cell):
            if message["msg_type"] == "stream" and text in message["content"]["text"]:
                return

    def until_idle(self, cell):
        """What it prints."""
        return "".join(m["content"]["text"] for m in self.until_idle_all(cell) if m["msg_type"] == "stream")

    def until_idle_all(self, cell):
        for message in self.of(cell):
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                return
            yield message

    def await_end(self, manager):
        deadline = time.monotonic() + SECONDS
        while manager.is_alive():
            if time.monotonic() > deadline:
                self.fail("The kernel does not end.")
            time.sleep(0.1)

    def assert_runs(self, code):
        cell = self.client.execute(code)
        self.assertEqual("ok", self.shell_reply(cell)["content"]["status"])
        self.until_idle(cell)


if __name__ == "__main__":
    unittest.main()
