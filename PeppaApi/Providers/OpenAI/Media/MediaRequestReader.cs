using System.Text.Json;

namespace PeppaApi.Providers.OpenAI.Media;

/// <summary>Reads a body, JSON or form, into the facts of its operation, in one pass.</summary>
internal static class MediaRequestReader
{
    /// <exception cref="RequestException">The body is no request of the operation.</exception>
    public static MediaRequest Read(MediaRequest request, string? contentType, ReadOnlySpan<byte> body)
    {
        request.BodyLength = body.Length;
        if (MultipartForm.BoundaryOf(contentType) is { } boundary)
        {
            RequestException.Require(request.TakesForm, "Content-Type", "Send the body as application/json.", "请以 application/json 发送请求体。");
            request.Boundary = boundary;
            request.ContentType = contentType;
            ReadForm(request, body, boundary);
        }
        else
        {
            RequestException.Require(
                request.TakesJson && contentType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) != true,
                "Content-Type", "Send the body as multipart/form-data with a boundary.", "请以带 boundary 的 multipart/form-data 发送请求体。");
            ReadJson(request, body);
        }

        request.Complete();
        return request;
    }

    private static void ReadForm(MediaRequest request, ReadOnlySpan<byte> body, string boundary)
    {
        var form = new MultipartForm(body, boundary);
        request.FirstField = form.FirstPart;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (form.Next())
        {
            RequireOnce(seen.Add(form.Name) || request.MayRepeat(form.Name), form.Name);
            var content = body.Slice(form.Content.Start, form.Content.Length);
            request.Take(form.Name, new FieldValue(form.IsFile ? FieldKind.File : FieldKind.Text, content, form.Content, isJson: false));
        }
    }

    private static void ReadJson(MediaRequest request, ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = RequestValues.MaxDepth });
            RequestException.Require(reader.Read() && reader.TokenType == JsonTokenType.StartObject, null, "The body must be a JSON object.", "请求体必须是 JSON 对象。");
            request.FirstField = (int)reader.TokenStartIndex + 1;
            var seen = new HashSet<string>(StringComparer.Ordinal);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                RequireOnce(seen.Add(name), name);
                reader.Read();
                request.Take(name, Value(ref reader, body));
            }

            RequestException.Require(!reader.Read(), null, "The body must be one JSON object.", "请求体必须是一个 JSON 对象。");
        }
        catch (JsonException exception)
        {
            throw RequestValues.NotJson(exception);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair in a name.
            throw new RequestException(null, "The body is not valid JSON.", "请求体不是有效的 JSON。");
        }
    }

    /// <summary>The value that the reader stands on; leaves the reader at its end.</summary>
    private static FieldValue Value(ref Utf8JsonReader reader, ReadOnlySpan<byte> body)
    {
        var start = (int)reader.TokenStartIndex;
        var kind = reader.TokenType switch
        {
            JsonTokenType.String => FieldKind.Text,
            JsonTokenType.Number => FieldKind.Number,
            JsonTokenType.True or JsonTokenType.False => FieldKind.Flag,
            JsonTokenType.StartArray => FieldKind.List,
            JsonTokenType.StartObject => FieldKind.Object,
            _ => FieldKind.Null,
        };
        reader.Skip();
        var where = new JsonSpan(start, (int)reader.BytesConsumed - start);
        var raw = body.Slice(where.Start, where.Length);
        return new FieldValue(kind, kind == FieldKind.Text ? raw[1..^1] : kind == FieldKind.Null ? default : raw, where, isJson: true);
    }

    private static void RequireOnce(bool first, string name) =>
        RequestException.Require(first, Short(name), $"'{Short(name)}' comes twice.", $"{Short(name)} 重复出现。");

    private static string Short(string name) => name.Length <= 60 ? name : name[..60];
}
