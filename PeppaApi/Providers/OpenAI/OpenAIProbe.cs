using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace PeppaApi.Providers.OpenAI;

/// <summary>The smallest request that shows whether an upstream, its key and a model work.</summary>
public static class OpenAIProbe
{
    public static HttpRequestMessage Create(Uri baseAddress, string key, string model)
    {
        var embedding = model.Contains("embedding", StringComparison.OrdinalIgnoreCase);
        var body = embedding
            ? JsonSerializer.Serialize(new { model, input = "hi" })
            : JsonSerializer.Serialize(new { model, messages = new[] { new { role = "user", content = "hi" } } });
        var operation = embedding ? OpenAIOperation.Embeddings : OpenAIOperation.ChatCompletions;
        return new HttpRequestMessage(HttpMethod.Post, OpenAIAddress.Of(baseAddress, operation))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", key) },
        };
    }

    /// <summary>Why the probe failed, without the key, or <see langword="null"/> if it passed.</summary>
    public static async Task<string?> ErrorAsync(HttpResponseMessage response, string key, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(1024 * 1024, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        var error = OpenAIErrorReader.Read(body, key);
        return response.IsSuccessStatusCode && error is null
            ? null
            : $"{(int)response.StatusCode}: {error?.Message ?? "no readable error"}";
    }
}
