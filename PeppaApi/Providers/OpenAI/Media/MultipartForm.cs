using System.Net.Http.Headers;
using System.Text;

namespace PeppaApi.Providers.OpenAI.Media;

/// <summary>Cuts a <c>multipart/form-data</c> body into its parts where they lie, without a copy (RFC 7578, RFC 2046 5.1).</summary>
internal ref struct MultipartForm
{
    private const int MostParts = 256;
    private const int LongestHead = 8 * 1024;
    private readonly ReadOnlySpan<byte> _body;
    private readonly byte[] _delimiter;
    private int _position;
    private int _parts;

    public MultipartForm(ReadOnlySpan<byte> body, string boundary)
    {
        _body = body;
        // A part ends with the line end before the boundary; the first boundary may stand without one.
        _delimiter = Encoding.Latin1.GetBytes("\r\n--" + boundary);
        var first = body.StartsWith(_delimiter.AsSpan(2)) ? 0 : body.IndexOf(_delimiter) + 2;
        Require(body.StartsWith(_delimiter.AsSpan(2)) || first >= 2);
        _position = first + _delimiter.Length - 2;
        FirstPart = first;
    }

    /// <summary>Where a part can be put in: before the first boundary.</summary>
    public int FirstPart { get; }

    public string Name { get; private set; } = "";

    public bool IsFile { get; private set; }

    /// <summary>Where the content of the part stands.</summary>
    public JsonSpan Content { get; private set; }

    /// <summary>The boundary that a content type names, or <see langword="null"/> if it is no form.</summary>
    public static string? BoundaryOf(string? contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || !string.Equals(type.MediaType, "multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var boundary = type.Parameters.FirstOrDefault(parameter => string.Equals(parameter.Name, "boundary", StringComparison.OrdinalIgnoreCase))?.Value?.Trim('"');
        return boundary is { Length: > 0 and <= 100 } ? boundary : null;
    }

    /// <summary>Goes to the next part; false after the closing boundary.</summary>
    /// <exception cref="RequestException">The body is no form.</exception>
    public bool Next()
    {
        var rest = _body[_position..];
        if (rest.StartsWith("--"u8))
        {
            return false;
        }

        Require(++_parts <= MostParts);
        var line = rest.IndexOf("\r\n"u8);
        Require(line >= 0 && rest[..line].Trim(" \t"u8).IsEmpty);
        var head = rest[(line + 2)..];
        var headEnd = head[..Math.Min(head.Length, LongestHead)].IndexOf("\r\n\r\n"u8);
        Require(headEnd >= 0);
        ReadHead(Encoding.UTF8.GetString(head[..headEnd]));
        var start = _position + line + 2 + headEnd + 4;
        var length = _body[start..].IndexOf(_delimiter);
        Require(length >= 0);
        Content = new JsonSpan(start, length);
        _position = start + length + _delimiter.Length;
        return true;
    }

    private void ReadHead(string head)
    {
        const string Disposition = "content-disposition:";
        var line = head.Split("\r\n").FirstOrDefault(line => line.StartsWith(Disposition, StringComparison.OrdinalIgnoreCase));
        var parameters = Parameters(line is null ? "" : line[Disposition.Length..]);
        Require(parameters.TryGetValue("name", out var name) && name.Length is > 0 and <= 100);
        Name = name!;
        IsFile = parameters.ContainsKey("filename") || parameters.ContainsKey("filename*");
    }

    private static Dictionary<string, string> Parameters(string text)
    {
        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var (start, quoted) = (0, false);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && quoted && text[i] == '\\')
            {
                i++;
            }
            else if (i < text.Length && text[i] == '"')
            {
                quoted = !quoted;
            }
            else if (i == text.Length || (text[i] == ';' && !quoted))
            {
                var part = text[start..Math.Min(i, text.Length)];
                var equals = part.IndexOf('=', StringComparison.Ordinal);
                Require(equals < 0 || parameters.TryAdd(part[..equals].Trim(), part[(equals + 1)..].Trim().Trim('"')));
                start = i + 1;
            }
        }

        Require(!quoted);
        return parameters;
    }

    private static void Require(bool condition) => RequestException.Require(
        condition, null, "The body is not a well-formed multipart/form-data body.", "请求体不是格式正确的 multipart/form-data。");
}
