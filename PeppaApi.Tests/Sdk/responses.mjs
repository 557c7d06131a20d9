// The npm package `openai` as an unmodified client of the Responses API.
// Address and key come from the environment; one line of JSON says what was received.
import OpenAI from 'openai';

const client = new OpenAI({ baseURL: process.env.BASE_URL, apiKey: process.env.API_KEY, maxRetries: 0 });
const request = { model: 'gpt-4o-mini', input: 'Say hi' };

const whole = await client.responses.create(request);
const types = [];
let text = '';
for await (const event of await client.responses.create({ ...request, stream: true })) {
  types.push(event.type);
  text += event.type === 'response.output_text.delta' ? event.delta : '';
}

const final = await client.responses.stream(request).finalResponse();
console.log(JSON.stringify({ whole: whole.output_text, usage: whole.usage.total_tokens, events: types.length, last: types.at(-1), text, final: final.output_text }));
