using System.Text;
using System.Text.Json;

namespace PeppaApi.Providers.OpenAI.Media;

/// <summary>
/// What an operator changes in a form: fields set, filled in or left out. A list becomes fields named <c>name[]</c>. A form has no place for
/// objects; and the form of the reply stays the client's, as a rule for it is meant for conversations. All other parts stay byte for byte.
/// </summary>
internal static class FormRules
{
    private const string ReplyForm = "response_format";

    public static List<ReadOnlyMemory<byte>> Apply(
        ReadOnlyMemory<byte> body,
        string boundary,
        IReadOnlyDictionary<string, JsonElement> set,
        IReadOnlyDictionary<string, JsonElement> defaults,
        IReadOnlyCollection<string> removed)
    {
        var (fixedFields, filled) = (Fields(set), Fields(defaults));
        var pieces = new List<ReadOnlyMemory<byte>>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var form = new MultipartForm(body.Span, boundary);
        pieces.Add(body[..form.FirstPart]);
        var position = form.FirstPart;
        while (form.Next())
        {
            // A part ends with the line end before the next boundary.
            var end = form.Content.End + 2;
            var name = Plain(form.Name);
            seen.Add(name);
            if (name == ReplyForm || !(fixedFields.ContainsKey(name) || removed.Contains(name) || removed.Contains(form.Name)))
            {
                pieces.Add(body[position..end]);
            }

            position = end;
        }

        foreach (var (name, value) in fixedFields.Concat(filled.Where(pair => !fixedFields.ContainsKey(pair.Key) && !seen.Contains(pair.Key))))
        {
            pieces.Add(Part(boundary, name, value));
        }

        pieces.Add(body[position..]);
        return pieces;
    }

    private static Dictionary<string, JsonElement> Fields(IReadOnlyDictionary<string, JsonElement> members) => members
        .Where(pair => pair.Value.ValueKind != JsonValueKind.Object && Plain(pair.Key) != ReplyForm)
        .DistinctBy(pair => Plain(pair.Key))
        .ToDictionary(pair => Plain(pair.Key), pair => pair.Value);

    /// <summary>The fields of one name; nothing at all for null, which a form cannot say.</summary>
    private static byte[] Part(string boundary, string name, JsonElement value)
    {
        var isList = value.ValueKind == JsonValueKind.Array;
        var head = $"--{boundary}\r\nContent-Disposition: form-data; name=\"{name.Replace("\"", "%22", StringComparison.Ordinal)}{(isList ? "[]" : "")}\"\r\n\r\n";
        var values = (isList ? value.EnumerateArray().ToList() : [value]).Where(one => one.ValueKind != JsonValueKind.Null);
        return Encoding.UTF8.GetBytes(string.Concat(values.Select(one => $"{head}{(one.ValueKind == JsonValueKind.String ? one.GetString() : one.GetRawText())}\r\n")));
    }

    private static string Plain(string name) => name.EndsWith("[]", StringComparison.Ordinal) ? name[..^2] : name;
}
