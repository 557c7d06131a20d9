using System.Buffers;
using System.Text.Json;

namespace PeppaApi.Providers.Anthropic;

/// <summary>Writes <c>{"type":"error","error":{...},"request_id"}</c> (vendors/anthropic.md, 5).</summary>
internal static class AnthropicErrorWriter
{
    public static byte[] Write(DoorError error)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("type", "error");
            json.WriteStartObject("error");
            json.WriteString("type", TypeOf(error));
            json.WriteString("message", MessageOf(error));
            json.WriteEndObject();
            json.WriteString("request_id", error.RequestId);
            json.WriteEndObject();
        }

        return body.WrittenSpan.ToArray();
    }

    public static byte[] WriteEvent(DoorError error) => [.. "event: error\ndata: "u8, .. Write(error), .. "\n\n"u8];

    private static string TypeOf(DoorError error) => error.Status switch
    {
        403 when error.Code == "insufficient_user_quota" => "billing_error",
        400 or 422 => "invalid_request_error",
        401 => "authentication_error",
        402 => "billing_error",
        403 => "permission_error",
        404 => "not_found_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        503 or 529 => "overloaded_error",
        504 => "timeout_error",
        < 500 => "invalid_request_error",
        _ => "api_error",
    };

    /// <summary>The dialect has no member for the field at fault, so the message names it.</summary>
    private static string MessageOf(DoorError error) =>
        error.Param is { Length: > 0 } param && !error.Message.Contains(param, StringComparison.Ordinal) ? $"{param}: {error.Message}" : error.Message;
}
