using System.Buffers;
using System.Text.Json;
using PeppaApi.Providers.Chat;
using PeppaApi.Providers.Forms;

namespace PeppaApi.Providers.DashScope;

/// <summary>Pictures (vendors/ali-qwen.md, 6): a task that is asked for until it has ended; sizes are written with a star, pictures come as addresses.</summary>
internal sealed class DashScopePictures : MediaForm
{
    public override Uri? Follow(in UpstreamTarget target, ReadOnlyMemory<byte> body)
    {
        using var document = ChatFields.Parse(body);
        var output = ChatFields.Member(document.RootElement, "output") ?? default;
        return ChatFields.Text(output, "task_status") is "PENDING" or "RUNNING" or "SUSPENDED" && ChatFields.Text(output, "task_id") is { Length: > 0 } task
            ? new Uri(target.Endpoint, $"{target.Endpoint.AbsolutePath.TrimEnd('/')}/api/v1/tasks/{Uri.EscapeDataString(task)}")
            : null;
    }

    /// <summary>What a task says that failed, or that the vendor knows no more.</summary>
    public static UpstreamError? ReadError(ReadOnlyMemory<byte> body, string secret)
    {
        try
        {
            using var document = ChatFields.Parse(body);
            var output = ChatFields.Member(document.RootElement, "output") ?? default;
            return ChatFields.Text(output, "task_status") is "FAILED" or "CANCELED" or "UNKNOWN"
                ? new UpstreamError(UpstreamError.Clean(ChatFields.Text(output, "message") ?? "The picture was not made.", secret), null, null, ChatFields.Text(output, "code"))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private protected override byte[] Write(JsonElement request, in UpstreamTarget target)
    {
        RequestException.Refuse(ChatFields.Text(request, "response_format") == "b64_json", "response_format");
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, ChatJson.Options))
        {
            json.WriteStartObject();
            json.WriteString("model", target.Model);
            json.WriteStartObject("input");
            json.WriteString("prompt", ChatFields.Text(request, "prompt"));
            ChatJson.StringIfAny(json, "negative_prompt", ChatFields.Text(request, "negative_prompt"));
            json.WriteEndObject();
            json.WriteStartObject("parameters");
            if (ChatFields.Text(request, "size") is { } size && size != "auto")
            {
                json.WriteString("size", size.Replace('x', '*'));
            }

            json.WriteNumber("n", ChatFields.Member(request, "n") is { } count ? ChatFields.Count(count, "n", 1, 10) ?? 1 : 1);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return body.WrittenSpan.ToArray();
    }

    private protected override MediaReply Read(JsonElement reply, JsonElement request, RequestFacts facts, DateTimeOffset now)
    {
        var output = ChatFields.Member(reply, "output") ?? default;
        if (ChatFields.Member(output, "results") is not { ValueKind: JsonValueKind.Array } results)
        {
            throw new JsonException();
        }

        // Some of several may have failed: they have a code in place of an address.
        var addresses = results.EnumerateArray().Select(one => ChatFields.Text(one, "url")).OfType<string>().ToList();
        if (addresses.Count == 0)
        {
            throw new JsonException();
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(new { created = now.ToUnixTimeSeconds(), data = addresses.Select(url => new { url }) });
        return new MediaReply(body, new UsageReport { Images = Math.Min(addresses.Count, facts.Pieces.Images) });
    }
}
