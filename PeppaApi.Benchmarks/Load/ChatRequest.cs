using System.Globalization;
using System.Text;
using System.Text.Json;

namespace PeppaApi.Benchmarks.Load;

/// <summary>One chat request, ready to be sent: head and about 1 KB of JSON with four messages.</summary>
internal sealed record ChatRequest(byte[] Bytes, bool Stream)
{
    public const string Path = "/v1/chat/completions";

    private static readonly object[] Messages =
    [
        new { role = "system", content = "You are a careful assistant of a small bookshop. Answer in plain words, in at most three sentences, and say so when you do not know." },
        new { role = "user", content = "Good morning. I read a novel last summer about a lighthouse keeper who counts ships, and I would like to find another by the same author for my sister." },
        new { role = "assistant", content = "Good morning! That sounds like a quiet, patient sort of book. Do you remember the colour of the cover, the language that you read it in, or any name in it?" },
        new { role = "user", content = "It was blue, in English, and the keeper's daughter was called Marit. She wrote letters that were never sent. The last chapter was in winter, with the whole harbour frozen over, and the lamp was still lit. Please tell me what to look for, and what to ask when I ring the shop in town this afternoon." },
    ];

    public static ChatRequest Create(int port, string key, bool stream)
    {
        var body = Body(stream);
        var head = string.Create(CultureInfo.InvariantCulture, $"""
            POST {Path} HTTP/1.1
            Host: 127.0.0.1:{port}
            Authorization: Bearer {key}
            Content-Type: application/json
            Content-Length: {body.Length}


            """).ReplaceLineEndings("\r\n");
        return new ChatRequest([.. Encoding.ASCII.GetBytes(head), .. body], stream);
    }

    /// <summary>The usage event is asked for, so that every peer has the same events to send.</summary>
    public static byte[] Body(bool stream) => stream
        ? JsonSerializer.SerializeToUtf8Bytes(new { model = "gpt-4o-mini", messages = Messages, max_tokens = 100, stream, stream_options = new { include_usage = true } })
        : JsonSerializer.SerializeToUtf8Bytes(new { model = "gpt-4o-mini", messages = Messages, max_tokens = 100 });
}
