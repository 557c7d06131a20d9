// LangChain (npm `@langchain/openai`) as an unmodified client: text, streaming, tools over two turns, a picture, a schema, an error.
// Address, key and model come from the environment; one line of JSON says what was received.
import { HumanMessage, ToolMessage } from '@langchain/core/messages';
import { ChatOpenAI } from '@langchain/openai';

const { MODEL: model, DOT, BASE_URL: baseURL, API_KEY: apiKey } = process.env;
const chat = new ChatOpenAI({ model, apiKey, maxRetries: 0, configuration: { baseURL } });
const schema = { title: 'place', type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false };
const tool = { type: 'function', function: { name: 'get_weather', description: 'Weather by city', parameters: schema } };
const question = new HumanMessage('Weather in Oslo and Rome?');

const invoke = (runnable, messages) => runnable.invoke(messages);

async function stream(runnable, messages) {
  let whole;
  for await (const chunk of await runnable.stream(messages)) {
    whole = whole ? whole.concat(chunk) : chunk;
  }
  return whole;
}

const say = (message) => ({ text: message.content, output: message.usage_metadata.output_tokens });

async function twoTurns(ask) {
  const bound = chat.bindTools([tool]);
  const asked = await ask(bound, [question]);
  const results = asked.tool_calls.map((call) => new ToolMessage({ tool_call_id: call.id, content: 'warm' }));
  return { cities: asked.tool_calls.map((call) => call.args.city), text: (await ask(bound, [question, asked, ...results])).content };
}

async function picture() {
  const content = [{ type: 'text', text: 'What is this?' }, { type: 'image_url', image_url: { url: `data:image/png;base64,${DOT}` } }];
  return (await chat.invoke([new HumanMessage({ content })])).content;
}

async function error() {
  try {
    await chat.invoke('please fail');
    return 'no error';
  } catch (exception) {
    return [exception.constructor.name, exception.status, exception.error?.message].join(' ');
  }
}

console.log(JSON.stringify({
  whole: say(await invoke(chat, 'Say hello')),
  stream: say(await stream(chat, 'Say hello')),
  tools: await twoTurns(invoke),
  streamedTools: await twoTurns(stream),
  picture: await picture(),
  schema: await chat.withStructuredOutput(schema, { method: 'jsonSchema', name: 'place' }).invoke('Where?'),
  error: await error(),
}));
