using System.Globalization;
using System.Text.Json;

namespace PeppaApi.Relay;

/// <summary>Writes a failure as the dialect that was called has it: OpenAI's <c>{"error":{...}}</c> (vendors/openai.md, 10).</summary>
internal static class RelayFailureWriter
{
    public static async Task WriteAsync(HttpContext context, RelayFailure failure)
    {
        if (failure is RelayFailure.ClientGone || context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        var text = RelayFailureText.Of(failure);
        var response = context.Response;
        response.StatusCode = text.Status;
        response.Headers.CacheControl = "no-store";
        if (failure.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Ceiling(Math.Max(1, wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        await response.WriteAsJsonAsync(
            new ErrorBody(new ErrorDetail(Words(context.Request, text), text.Type, text.Param, text.Code)), ErrorJson.Default.ErrorBody);
    }

    public static string Words(HttpRequest request, RelayFailureText text) =>
        PrefersChinese(request) ? text.Chinese : text.English;

    private static bool PrefersChinese(HttpRequest request) =>
        request.Headers.AcceptLanguage.ToString().TrimStart().StartsWith("zh", StringComparison.OrdinalIgnoreCase);
}

internal sealed record ErrorBody(ErrorDetail Error);

internal sealed record ErrorDetail(string Message, string Type, string? Param, string? Code);

[System.Text.Json.Serialization.JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[System.Text.Json.Serialization.JsonSerializable(typeof(ErrorBody))]
internal sealed partial class ErrorJson : System.Text.Json.Serialization.JsonSerializerContext;
