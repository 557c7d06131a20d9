using PeppaApi.Providers.OpenAI;

namespace PeppaApi.Providers.Anthropic;

/// <summary>Reads the error out of a body (vendors/anthropic.md, 5). Proxies in between and clones answer in other shapes: those are read, too.</summary>
public static class AnthropicErrorReader
{
    public static UpstreamError? Read(ReadOnlyMemory<byte> body, string secret) =>
        OpenAIErrorReader.Read(body, secret) is { } error ? error with { Code = error.Code ?? error.Type } : null;

    /// <summary>An empty account is told as a bad request, by its words alone.</summary>
    public static bool IsOutOfCredit(UpstreamError? error) =>
        error is { Type: "invalid_request_error" } && error.Message.Contains("credit balance is too low", StringComparison.OrdinalIgnoreCase);
}
