using System.Globalization;
using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Gemini;

/// <summary>Reads the error out of a body: an object, or an array with one (vendors/gemini.md, 5).</summary>
public static class GeminiErrorReader
{
    public static UpstreamError? Read(ReadOnlyMemory<byte> body, string secret)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            root = root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0 ? root[0] : root;
            return ChatFields.Member(root, "error") is { } error ? Read(error, secret) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What Google's words say beyond the status: a key that is not valid is a 400, and so is an account without billing.</summary>
    public static UpstreamFault? Judge(UpstreamError? error) => error?.Code switch
    {
        "api_key_invalid" or "api_key_service_blocked" or "service_disabled" or "consumer_suspended" or "billing_disabled" or "unauthenticated" => UpstreamFault.Key,
        "failed_precondition" => UpstreamFault.Upstream,
        "resource_exhausted" => UpstreamFault.Busy,
        _ => null,
    };

    private static UpstreamError Read(JsonElement error, string secret)
    {
        var code = ChatFields.Text(error, "status");
        string? param = null;
        TimeSpan? wait = null;
        if (ChatFields.Member(error, "details") is { ValueKind: JsonValueKind.Array } details)
        {
            foreach (var detail in details.EnumerateArray())
            {
                code = code is "INVALID_ARGUMENT" or "PERMISSION_DENIED" ? ChatFields.Text(detail, "reason") ?? code : code;
                param ??= FieldOf(detail);
                wait ??= WaitOf(ChatFields.Text(detail, "retryDelay"));
            }
        }

        var message = ChatFields.Text(error, "message") is { Length: > 0 } text ? text : "The upstream reported an error.";
        return new UpstreamError(UpstreamError.Clean(message, secret), null, param, code?.ToLowerInvariant()) { RetryAfter = wait };
    }

    private static string? FieldOf(JsonElement detail) =>
        ChatFields.Member(detail, "fieldViolations") is { ValueKind: JsonValueKind.Array } violations && violations.GetArrayLength() > 0
            ? ChatFields.Text(violations[0], "field")
            : null;

    /// <summary>A duration such as <c>21s</c> or <c>1.5s</c>.</summary>
    private static TimeSpan? WaitOf(string? duration) =>
        duration is { Length: > 1 } && duration[^1] == 's'
        && double.TryParse(duration[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
        && seconds is > 0 and < 86_400
            ? TimeSpan.FromSeconds(seconds)
            : null;
}
