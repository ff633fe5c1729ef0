"""The language server for YAML that editors use, over its standard input and output."""

import json
import subprocess
from pathlib import Path
from typing import Any

from tests.support.problems import ROOT

SERVER = ROOT / "tests" / "node" / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
SETTINGS = {"yaml": {"validate": True, "completion": True, "hover": True, "schemaStore": {"enable": False}, "schemas": {}}}


class LanguageServer:
    """A server that has been told of a folder; files are opened in it as an editor would, saved or not."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(["node", SERVER, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.folder, self.asked, self.uri = folder, 0, ""
        self.told: list[dict[str, Any]] = []
        item = {"completionItem": {"snippetSupport": True}}
        able = {"textDocument": {"completion": item, "hover": {"contentFormat": ["markdown"]}}}
        self._ask("initialize", {"processId": None, "rootUri": folder.as_uri(), "capabilities": able})
        self._send(method="initialized", params={})
        self._send(method="workspace/didChangeConfiguration", params={"settings": SETTINGS})

    def open(self, place: str, text: str) -> list[tuple[int, int, str]]:
        """Line and column, from 1, and message of all that the server says about a text that stands in a place."""
        self.uri = (self.folder / place).as_uri()
        self.told.clear()
        document = {"uri": self.uri, "languageId": "yaml", "version": 1, "text": text}
        self._send(method="textDocument/didOpen", params={"textDocument": document})
        while True:
            for one in self.told:
                if one["method"] == "textDocument/publishDiagnostics" and one["params"]["uri"] == self.uri:
                    found = [(said["range"]["start"], said["message"]) for said in one["params"]["diagnostics"]]
                    return sorted((start["line"] + 1, start["character"] + 1, message) for start, message in found)
            self._hear(self._receive())

    def completions(self, line: int, column: int) -> dict[str, str]:
        """What the server proposes at a place of the text that was opened last, with what it would write there."""
        found = self._at("completion", line, column)
        return {one["label"]: one["insertText"] for one in found["items"]}

    def hover(self, line: int, column: int) -> str:
        """What stands beside the pointer there, in Markdown."""
        return str(self._at("hover", line, column)["contents"]["value"])

    def close(self) -> None:
        self._ask("shutdown", None)
        self._send(method="exit", params=None)
        self.process.communicate(timeout=10)

    def _at(self, what: str, line: int, column: int) -> Any:
        place = {"textDocument": {"uri": self.uri}, "position": {"line": line - 1, "character": column - 1}}
        return self._ask(f"textDocument/{what}", place)

    def _ask(self, method: str, params: object) -> Any:
        self.asked += 1
        self._send(id=self.asked, method=method, params=params)
        while True:
            said = self._receive()
            if said.get("id") == self.asked and "method" not in said:
                return said["result"]
            self._hear(said)

    def _hear(self, said: dict[str, Any]) -> None:
        """A notice is kept; a question of the server, for settings as a rule, is answered with nothing."""
        if "method" in said and "id" in said:
            asked = (said.get("params") or {}).get("items", ())
            self._send(id=said["id"], result=[{} for _ in asked] if asked else None)
        elif "method" in said:
            self.told.append(said)

    def _send(self, **message: object) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self.process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self.process.stdout
        length = 0
        while line := self.process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        assert length, "the server has ended"
        said: dict[str, Any] = json.loads(self.process.stdout.read(length))
        return said
