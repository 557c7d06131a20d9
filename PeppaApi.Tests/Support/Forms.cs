using System.Buffers.Binary;
using System.Net.Http.Headers;
using System.Text;

namespace PeppaApi.Tests.Support;

/// <summary>Bodies of <c>multipart/form-data</c>, and small files to put into them.</summary>
internal static class Forms
{
    /// <summary>A picture's signature: nobody looks further.</summary>
    public static byte[] Png { get; } = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static MultipartFormDataContent Of(params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent("fxB");
        foreach (var (name, value) in fields)
        {
            form.Add(new StringContent(value), name);
        }

        return form;
    }

    public static MultipartFormDataContent With(this MultipartFormDataContent form, string name, byte[] file, string fileName = "a.png")
    {
        form.Add(new ByteArrayContent(file) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } }, name, fileName);
        return form;
    }

    /// <summary>A body written by hand, with the line ends of the wire.</summary>
    public static ByteArrayContent Raw(string text, string contentType = "multipart/form-data; boundary=fxB")
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n")));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return content;
    }

    /// <summary>Silence of 8 kHz, one channel, 8 bits: 8,000 bytes a second.</summary>
    public static byte[] Wave(int milliseconds)
    {
        var file = new byte[44 + (milliseconds * 8)];
        "RIFF"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        "WAVEfmt "u8.CopyTo(file.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(22), 1);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(24), 8_000);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(28), 8_000);
        "data"u8.CopyTo(file.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(40), file.Length - 44);
        return file;
    }
}
