using System.Text.Encodings.Web;
using System.Text.Json;

namespace PeppaApi.Auditing;

/// <summary>How the log writes values: readable in every script, not only in ASCII. Pages encode what they show.</summary>
internal static class AuditJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
