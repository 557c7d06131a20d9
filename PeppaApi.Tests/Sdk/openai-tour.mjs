// The npm package `openai` as an unmodified client of chat completions: text, streaming, tools over two turns, a picture, a schema, an error.
// Address, key and model come from the environment; one line of JSON says what was received.
import OpenAI from 'openai';

const client = new OpenAI({ baseURL: process.env.BASE_URL, apiKey: process.env.API_KEY, maxRetries: 0 });
const { MODEL: model, DOT } = process.env;
const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false };
const tools = [{ type: 'function', function: { name: 'get_weather', description: 'Weather by city', parameters } }];
const question = { role: 'user', content: 'Weather in Oslo and Rome?' };
const hello = { model, messages: [{ role: 'user', content: 'Say hello' }] };

const say = (completion) => ({
  text: completion.choices[0].message.content, finish: completion.choices[0].finish_reason, output: completion.usage.completion_tokens,
});

// The helper that puts chunks together is the SDK's own.
const create = (body) => client.chat.completions.create(body);
const stream = (body) => client.chat.completions.stream({ ...body, stream_options: { include_usage: true } }).finalChatCompletion();

async function twoTurns(ask) {
  const asked = (await ask({ model, messages: [question], tools })).choices[0];
  const calls = asked.message.tool_calls;
  const results = calls.map((call) => ({ role: 'tool', tool_call_id: call.id, content: 'warm' }));
  const answered = await ask({ model, tools, messages: [question, asked.message, ...results] });
  return { finish: asked.finish_reason, cities: calls.map((call) => JSON.parse(call.function.arguments).city), text: answered.choices[0].message.content };
}

async function picture() {
  const content = [{ type: 'text', text: 'What is this?' }, { type: 'image_url', image_url: { url: `data:image/png;base64,${DOT}` } }];
  return (await create({ model, messages: [{ role: 'user', content }] })).choices[0].message.content;
}

async function schema() {
  const response_format = { type: 'json_schema', json_schema: { name: 'place', strict: true, schema: parameters } };
  return (await client.chat.completions.parse({ ...hello, response_format })).choices[0].message.parsed;
}

async function error() {
  try {
    await create({ model, messages: [{ role: 'user', content: 'please fail' }] });
    return 'no error';
  } catch (exception) {
    return [exception.constructor.name, exception.status, exception.type, exception.error.message].join(' ');
  }
}

console.log(JSON.stringify({
  whole: say(await create(hello)),
  stream: say(await stream(hello)),
  tools: await twoTurns(create),
  streamedTools: await twoTurns(stream),
  picture: await picture(),
  schema: await schema(),
  error: await error(),
}));
