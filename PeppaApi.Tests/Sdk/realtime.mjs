// The npm package `openai` as an unmodified client of the realtime door: two responses in one session, and a key that is not good.
// The package speaks to wss: alone, so a proxy with TLS stands before the relay, as it does for operators.
// Address, key and model come from the environment; one line of JSON says what was received.
import net from 'node:net';
import tls from 'node:tls';
import OpenAI from 'openai';
import { OpenAIRealtimeWS } from 'openai/realtime/ws';

const relay = new URL(process.env.BASE_URL);
const proxy = tls.createServer({ pfx: Buffer.from(process.env.PFX, 'base64') }, (outer) => {
  const inner = net.connect(relay.port, relay.hostname);
  outer.on('error', () => inner.destroy()).pipe(inner).on('error', () => outer.destroy()).pipe(outer);
});
await new Promise((resolve) => { proxy.listen(0, '127.0.0.1', resolve); });
const baseURL = `https://127.0.0.1:${proxy.address().port}/v1`;
const open = (apiKey) => new OpenAIRealtimeWS({ model: process.env.MODEL, options: { rejectUnauthorized: false } }, new OpenAI({ baseURL, apiKey }));

function talk() {
  return new Promise((resolve, reject) => {
    const session = open(process.env.API_KEY);
    const received = { text: '', output: [] };
    session.on('error', reject);
    session.on('session.created', () => session.send({ type: 'response.create' }));
    session.on('response.output_text.delta', (event) => { received.text += event.delta; });
    session.on('response.done', (event) => {
      received.output.push(event.response.usage.output_tokens);
      if (received.output.length < 2) {
        session.send({ type: 'response.create' });
        return;
      }

      session.socket.on('close', () => resolve(received));
      session.close();
    });
  });
}

function refused() {
  return new Promise((resolve) => {
    const session = open('sk-wrong');
    session.on('error', (error) => resolve(error.cause?.message ?? error.message));
  });
}

console.log(JSON.stringify({ ...(await talk()), refused: await refused() }));
proxy.close();
