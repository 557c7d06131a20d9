using System.Globalization;
using System.Text;

namespace PeppaApi.Benchmarks.Load;

/// <summary>One chat request, ready to be sent: head and body, and the dialect in which its reply is judged.</summary>
internal sealed record ChatRequest(byte[] Bytes, ClientDialect Dialect, bool Stream)
{
    public static ChatRequest Create(int port, string key, ClientDialect dialect, string model, bool stream)
    {
        var body = dialect.Body(model, stream);
        var head = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"POST {dialect.Path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n")
            .AppendJoin("", dialect.Headers(key).Select(header => $"{header.Name}: {header.Value}\r\n"))
            .Append(CultureInfo.InvariantCulture, $"Content-Type: {dialect.ContentType}\r\nContent-Length: {body.Length}\r\n\r\n");
        return new ChatRequest([.. Encoding.ASCII.GetBytes(head.ToString()), .. body], dialect, stream);
    }
}
