using System.Text;
using System.Text.Json;

namespace PeppaApi.Providers.OpenAI.Media;

/// <summary>The client's own bytes, but for the name of the model: put in the place of the client's, or in where the client left it out.</summary>
internal static class MediaRequestEditor
{
    public static List<ReadOnlyMemory<byte>> Edit(MediaRequest request, ReadOnlyMemory<byte> body, string upstreamModel, long? outputLimit)
    {
        var isForm = request.Boundary is not null;
        var name = isForm ? Encoding.UTF8.GetBytes(upstreamModel) : JsonSerializer.SerializeToUtf8Bytes(upstreamModel);
        if (request.ModelValue is { } value)
        {
            var same = body.Span.Slice(value.Start, value.Length).SequenceEqual(name);
            return BodySplice.Apply(body, [.. request.Edits(outputLimit), .. same ? (BodyEdit[])[] : [new BodyEdit(value, name)]]);
        }

        byte[] field = isForm
            ? [.. Encoding.Latin1.GetBytes($"--{request.Boundary}\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n"), .. name, .. "\r\n"u8]
            : [.. "\"model\":"u8, .. name, .. ","u8];
        return BodySplice.Apply(body, [.. request.Edits(outputLimit), new BodyEdit(new JsonSpan(request.FirstField, 0), field)]);
    }
}
