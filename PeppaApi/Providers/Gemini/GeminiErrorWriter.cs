using System.Buffers;
using System.Text.Json;

namespace PeppaApi.Providers.Gemini;

/// <summary>Writes <c>{"error":{"code","message","status","details"}}</c>; the details have the relay's own code and the field (vendors/gemini.md, 5).</summary>
internal static class GeminiErrorWriter
{
    public static byte[] Write(DoorError error)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteStartObject("error");
            json.WriteNumber("code", error.Status);
            json.WriteString("message", error.Message);
            json.WriteString("status", StatusOf(error.Status));
            json.WriteStartArray("details");
            WriteDetails(json, error);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return body.WrittenSpan.ToArray();
    }

    public static byte[] WriteEvent(DoorError error) => [.. "data: "u8, .. Write(error), .. "\r\n\r\n"u8];

    private static void WriteDetails(Utf8JsonWriter json, DoorError error)
    {
        json.WriteStartObject();
        json.WriteString("@type", "type.googleapis.com/google.rpc.ErrorInfo");
        json.WriteString("reason", (error.Code ?? error.Type).ToUpperInvariant());
        json.WriteStartObject("metadata");
        json.WriteString("requestId", error.RequestId);
        json.WriteEndObject();
        json.WriteEndObject();
        if (error.Param is { } field)
        {
            json.WriteStartObject();
            json.WriteString("@type", "type.googleapis.com/google.rpc.BadRequest");
            json.WriteStartArray("fieldViolations");
            json.WriteStartObject();
            json.WriteString("field", field);
            json.WriteString("description", error.Message);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }
    }

    private static string StatusOf(int status) => status switch
    {
        401 => "UNAUTHENTICATED",
        402 or 403 => "PERMISSION_DENIED",
        404 => "NOT_FOUND",
        408 or 504 => "DEADLINE_EXCEEDED",
        429 => "RESOURCE_EXHAUSTED",
        499 => "CANCELLED",
        502 or 503 => "UNAVAILABLE",
        >= 500 => "INTERNAL",
        _ => "INVALID_ARGUMENT",
    };
}
