"""A mail server that keeps what it gets: one process, one file for each mail.

python -m tests.sink PORT FOLDER [SECONDS]: the mail is on disk first, then SECONDS pass, then comes the 250.
"""

import asyncio
import json
import sys
import uuid
from pathlib import Path

from aiosmtpd.controller import Controller


class Keeper:
    def __init__(self, folder: Path, pause: float) -> None:
        self.folder, self.pause = folder, pause

    async def handle_DATA(self, server, session, envelope):
        name = uuid.uuid4().hex
        head = json.dumps({"from": envelope.mail_from, "to": envelope.rcpt_tos})
        (self.folder / f"{name}.part").write_bytes(head.encode() + b"\n" + envelope.original_content)
        (self.folder / f"{name}.part").rename(self.folder / f"{name}.mail")
        await asyncio.sleep(self.pause)
        return "250 kept"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody"):
            return "550 no such mailbox"
        if address.startswith("later"):
            return "451 try later"
        envelope.rcpt_tos.append(address)
        return "250 OK"


async def main() -> None:
    port, folder, pause = int(sys.argv[1]), Path(sys.argv[2]), float((sys.argv[3:] or ["0"])[0])
    controller = Controller(Keeper(folder, pause), hostname="127.0.0.1", port=port)
    server = await asyncio.get_running_loop().create_server(controller.factory, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
