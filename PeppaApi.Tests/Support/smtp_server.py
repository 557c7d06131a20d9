"""A mail server for tests: takes mails on a port of its own choice and prints each as one line of JSON.

What it answers is in the recipient's name: refused@... is refused for good, later@... for now, slow@... after a while.
"""
import argparse, asyncio, base64, json, ssl, sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, SMTP

parser = argparse.ArgumentParser()
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--security", choices=["none", "starttls", "tls"], default="none")
parser.add_argument("--certificate")
parser.add_argument("--user")
parser.add_argument("--password")
options = parser.parse_args()


def say(**facts):
    print(json.dumps(facts), flush=True)


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        name = address.split("@")[0]
        if name == "refused":
            return "550 5.1.1 No such mailbox here"
        if name == "later":
            return "451 4.7.1 Come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if any(address.startswith("slow@") for address in envelope.rcpt_tos):
            say(busy=True)
            await asyncio.sleep(3)
        say(
            sender=envelope.mail_from,
            recipients=envelope.rcpt_tos,
            encrypted=session.ssl is not None or options.security == "tls",
            login=session.auth_data.decode() if session.auth_data else None,
            content=base64.b64encode(envelope.content).decode(),
        )
        return "250 Taken as 4711"


def authenticate(server, session, envelope, mechanism, data):
    right = data.login == options.user.encode() and data.password == options.password.encode()
    return AuthResult(success=right, handled=False, auth_data=data.login)


class TestController(Controller):
    def factory(self):
        context = None
        if options.security == "starttls":
            context = tls()
        return SMTP(
            self.handler,
            enable_SMTPUTF8=True,
            require_starttls=options.security == "starttls",
            tls_context=context,
            authenticator=authenticate if options.user else None,
            auth_required=options.user is not None,
            auth_require_tls=options.security == "starttls",
        )


def tls():
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(options.certificate)
    return context


controller = TestController(
    Handler(), hostname="127.0.0.1", port=options.port, ssl_context=tls() if options.security == "tls" else None
)
controller.start()
say(ready=True)
sys.stdin.read()
controller.stop()
