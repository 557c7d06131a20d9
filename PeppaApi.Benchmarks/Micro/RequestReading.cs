using BenchmarkDotNet.Attributes;
using PeppaApi.Benchmarks.Load;
using PeppaApi.Providers;
using PeppaApi.Providers.OpenAI;

namespace PeppaApi.Benchmarks.Micro;

/// <summary>What the relay must know of a chat request, from its bytes.</summary>
public class RequestReading
{
    private readonly byte[] _short = ClientDialect.OpenAI.Body("gpt-4o-mini", stream: false);
    private readonly byte[] _long = ClientDialect.LongPrompt.Body("gpt-4o-mini", stream: false);

    [Benchmark]
    public object Body1KB() => OpenAIRequestReader.Read(Operation.Chat, _short);

    [Benchmark]
    public object Body400KB() => OpenAIRequestReader.Read(Operation.Chat, _long);
}
