// The npm package `openai` as an unmodified client of the Responses API: text, typed events, tools over two turns, a picture, a schema, errors.
// Address, key and model come from the environment; one line of JSON says what was received.
import OpenAI from 'openai';

const client = new OpenAI({ baseURL: process.env.BASE_URL, apiKey: process.env.API_KEY, maxRetries: 0 });
const { MODEL: model, DOT } = process.env;
const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false };
const tools = [{ type: 'function', name: 'get_weather', description: 'Weather by city', parameters, strict: true }];
const question = { role: 'user', content: 'Weather in Oslo and Rome?' };
const hello = { model, input: 'Say hello' };

const say = (response) => ({ text: response.output_text, status: response.status, output: response.usage.output_tokens });

// The helper that puts events together is the SDK's own.
const create = (body) => client.responses.create(body);
const stream = (body) => client.responses.stream(body).finalResponse();

async function events() {
  const seen = [];
  for await (const event of await client.responses.create({ ...hello, stream: true })) {
    seen.push([event.sequence_number, event.type]);
  }
  return { numbered: seen.every(([number], index) => number === index), first: seen[0][1], last: seen.at(-1)[1] };
}

async function twoTurns(ask) {
  const asked = await ask({ model, input: [question], tools });
  const calls = asked.output.filter((item) => item.type === 'function_call');
  const results = calls.map((call) => ({ type: 'function_call_output', call_id: call.call_id, output: 'warm' }));
  const answered = await ask({ model, tools, input: [question, ...asked.output, ...results] });
  return { cities: calls.map((call) => JSON.parse(call.arguments).city), text: answered.output_text };
}

async function picture() {
  const content = [{ type: 'input_text', text: 'What is this?' }, { type: 'input_image', image_url: `data:image/png;base64,${DOT}` }];
  return (await create({ model, input: [{ role: 'user', content }] })).output_text;
}

async function schema() {
  const text = { format: { type: 'json_schema', name: 'place', strict: true, schema: parameters } };
  return (await client.responses.parse({ ...hello, text })).output_parsed;
}

async function error(body) {
  try {
    await create({ ...hello, ...body });
    return 'no error';
  } catch (exception) {
    return [exception.constructor.name, exception.status, exception.param ?? exception.error.message].join(' ');
  }
}

console.log(JSON.stringify({
  whole: say(await create(hello)),
  stream: say(await stream(hello)),
  events: await events(),
  tools: await twoTurns(create),
  streamedTools: await twoTurns(stream),
  picture: await picture(),
  schema: await schema(),
  error: await error({ input: 'please fail' }),
  stored: await error({ previous_response_id: 'resp_1' }),
  search: await error({ tools: [{ type: 'web_search' }] }),
}));
