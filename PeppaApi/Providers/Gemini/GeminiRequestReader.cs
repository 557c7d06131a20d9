using System.Text.Json;

namespace PeppaApi.Providers.Gemini;

/// <summary>Reads what the relay must know of a request body, in one pass and without a copy (vendors/gemini.md, 2 and 6).</summary>
public static class GeminiRequestReader
{
    private const int LargestCount = 128;

    /// <exception cref="RequestException">The body is no JSON object, or a field has the wrong type or an absurd value.</exception>
    public static GeminiRequest Read(in DoorCall call, ReadOnlySpan<byte> body)
    {
        var request = new GeminiRequest { Operation = call.Operation, Model = call.Model!, Stream = call.Stream, WantsUsage = true, BodyLength = body.Length };
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = RequestValues.MaxDepth });
            RequestException.Require(reader.Read() && reader.TokenType == JsonTokenType.StartObject, null, "The body must be a JSON object.", "请求体必须是 JSON 对象。");
            request.FirstMember = (int)reader.TokenStartIndex + 1;
            ReadMembers(ref reader, request, Needed(call.Operation), "");
            RequestException.Require(!reader.Read(), null, "The body must be one JSON object.", "请求体必须是一个 JSON 对象。");
        }
        catch (JsonException exception)
        {
            throw RequestValues.NotJson(exception);
        }

        request.OutputLimit = call.Operation == Operation.Chat ? request.OutputLimit : 0;
        return request;
    }

    private static GeminiField Needed(Operation operation) => operation switch
    {
        Operation.Embedding => GeminiField.Content,
        Operation.EmbeddingBatch => GeminiField.Requests,
        _ => GeminiField.Contents,
    };

    private static void ReadMembers(ref Utf8JsonReader reader, GeminiRequest request, GeminiField needed, string path)
    {
        var seen = default(SeenGeminiFields);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = GeminiRequestFields.Find(ref reader);
            seen.Add(field, path);
            var name = path + GeminiRequestFields.Name(field);
            reader.Read();
            switch (field)
            {
                case GeminiField.Contents:
                    GeminiContentScanner.ScanContents(ref reader, request, name);
                    break;
                case GeminiField.Content or GeminiField.SystemInstruction:
                    GeminiContentScanner.ScanContent(ref reader, request, name);
                    break;
                case GeminiField.GenerationConfig:
                    ReadConfig(ref reader, request, name);
                    break;
                case GeminiField.Tools:
                    ReadTools(ref reader, request, name);
                    break;
                case GeminiField.Model:
                    ReadModel(ref reader, request, name);
                    break;
                case GeminiField.Requests:
                    ReadRequests(ref reader, request, name);
                    break;
                case GeminiField.GenerateContentRequest when request.Operation == Operation.CountTokens && path.Length == 0:
                    RequireObject(ref reader, name);
                    ReadMembers(ref reader, request, GeminiField.Contents, name + ".");
                    needed = GeminiField.GenerateContentRequest;
                    break;
                case GeminiField.CachedContent when reader.TokenType != JsonTokenType.Null:
                    // It lies in the operator's account, where it may be another client's, and nobody knows what it will cost.
                    throw new RequestException(name, $"'{name}' cannot be used through a relay: send the content itself.", $"经由中转不能使用 {name}，请直接发送内容。");
                default:
                    reader.Skip();
                    break;
            }
        }

        var missing = path + GeminiRequestFields.Name(needed);
        RequestException.Require(seen.Has(needed), missing, $"'{missing}' is missing.", $"缺少 {missing}。");
    }

    private static void ReadRequests(ref Utf8JsonReader reader, GeminiRequest request, string name)
    {
        RequireArray(ref reader, name);
        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var path = $"{name}[{count++}]";
            RequireObject(ref reader, path);
            ReadMembers(ref reader, request, GeminiField.Content, path + ".");
        }

        RequestException.Require(count > 0, name, $"'{name}' must not be empty.", $"{name} 不能为空。");
    }

    /// <summary>The body's model must be the one of the address, which is the one that is priced.</summary>
    private static void ReadModel(ref Utf8JsonReader reader, GeminiRequest request, string name)
    {
        if (reader.TokenType != JsonTokenType.Null)
        {
            var same = reader.TokenType == JsonTokenType.String && GeminiCall.ModelOf(reader.GetString()!) == request.Model;
            RequestException.Require(same, name, $"'{name}' must be the model of the address.", $"{name} 必须与地址中的模型一致。");
            request.ModelValues.Add(RequestValues.Here(ref reader));
        }
    }

    private static void ReadConfig(ref Utf8JsonReader reader, GeminiRequest request, string name)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            request.ConfigValue = RequestValues.Here(ref reader);
            return;
        }

        RequireObject(ref reader, name);
        var start = (int)reader.TokenStartIndex;
        var path = name + ".";
        var seen = default(SeenGeminiFields);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = GeminiRequestFields.Find(ref reader);
            seen.Add(field, path);
            reader.Read();
            switch (field)
            {
                case GeminiField.MaxOutputTokens:
                    request.OutputLimit = RequestValues.ReadCount(ref reader, path + "maxOutputTokens", RequestValues.LargestOutputLimit);
                    request.MaxOutputTokensValue = RequestValues.Here(ref reader);
                    break;
                case GeminiField.CandidateCount:
                    request.Choices = RequestValues.ReadCount(ref reader, path + "candidateCount", LargestCount) ?? 1;
                    break;
                default:
                    SkipSchema(ref reader, name);
                    break;
            }
        }

        request.ConfigValue = new JsonSpan(start, (int)reader.BytesConsumed - start);
    }

    private static void ReadTools(ref Utf8JsonReader reader, GeminiRequest request, string name)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        RequireArray(ref reader, name);
        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            RequireObject(ref reader, name);
            count++;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var field = GeminiRequestFields.Find(ref reader);
                reader.Read();
                // What the vendor fetches for the model can be as long as the model's window.
                request.FetchedInput += field == GeminiField.UrlContext ? GeminiContentScanner.Window : 0;
                count += field == GeminiField.FunctionDeclarations && reader.TokenType == JsonTokenType.StartArray ? SkipItems(ref reader, name) : SkipSchema(ref reader, name);
            }
        }

        RequestException.Require(count <= RequestValues.MostTools, name, $"'{name}' holds too many tools.", $"{name} 数量过多。");
    }

    private static int SkipItems(ref Utf8JsonReader reader, string name)
    {
        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            RequireObject(ref reader, name);
            SkipSchema(ref reader, name);
            count++;
        }

        return count;
    }

    /// <summary>Passes over what may hold a schema.</summary>
    /// <returns>Always 0.</returns>
    private static int SkipSchema(ref Utf8JsonReader reader, string name)
    {
        var depth = reader.CurrentDepth;
        do
        {
            if (reader.CurrentDepth > depth + RequestValues.DeepestSchema)
            {
                throw new RequestException(name, $"'{name}' is nested too deeply.", $"{name} 嵌套过深。");
            }
        }
        while ((reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray || reader.CurrentDepth > depth) && reader.Read());
        return 0;
    }

    internal static void RequireArray(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new RequestException(name, $"'{name}' must be an array.", $"{name} 必须是数组。");
        }
    }

    /// <param name="name">Of the object, or of the list that it is in.</param>
    private static void RequireObject(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new RequestException(name, $"'{name}' must be an object, or hold only objects.", $"{name} 必须是对象或只包含对象。");
        }
    }
}
