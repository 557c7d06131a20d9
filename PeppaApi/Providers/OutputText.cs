using System.Buffers;
using System.Text;
using System.Text.Json;

namespace PeppaApi.Providers;

/// <summary>
/// What the model wrote so far in one request, kept only until it is counted and never longer than the request.
/// Counted in windows, so that a reply of any length takes bounded memory.
/// </summary>
public sealed class OutputText(TokenCounter counter, string model) : IDisposable
{
    private const int Window = 64 * 1024;

    // Its arrays live as long as this one request and come from no pool: nobody else ever sees them.
    private readonly ArrayBufferWriter<byte> _text = new(256);
    private long _counted;

    internal IBufferWriter<byte> Writer => _text;

    /// <summary>At least as many tokens as were written: a token is at least one byte.</summary>
    public long UpperBound => _counted + _text.WrittenCount;

    /// <summary>Whether some of it was counted, so that <see cref="UpperBound"/> is close.</summary>
    public bool WasCounted { get; private set; }

    public bool Any => WasCounted || _text.WrittenCount > 0;

    /// <summary>Counts off what is there once it fills a window.</summary>
    public void Trim()
    {
        if (_text.WrittenCount >= Window)
        {
            Count();
        }
    }

    /// <summary>Exact tokens so far; at a window's edge a token may count as two.</summary>
    public long Count()
    {
        if (_text.WrittenCount > 0)
        {
            WasCounted = true;
            _counted += counter.CountText(model, Encoding.UTF8.GetString(_text.WrittenSpan));
            _text.Clear();
        }

        return _counted;
    }

    public void Dispose() => _text.Clear();

    /// <summary>Adds the text that the reader stands on. Half a character, as some vendors cut their pieces, counts as it is written.</summary>
    internal static void Append(IBufferWriter<byte> output, ref Utf8JsonReader reader)
    {
        var target = output.GetSpan(reader.ValueSpan.Length);
        try
        {
            output.Advance(reader.CopyString(target));
        }
        catch (InvalidOperationException)
        {
            reader.ValueSpan.CopyTo(target);
            output.Advance(reader.ValueSpan.Length);
        }
    }
}
