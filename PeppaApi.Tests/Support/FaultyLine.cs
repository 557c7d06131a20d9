using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace PeppaApi.Tests.Support;

/// <summary>What a line does to a reply at one byte of it.</summary>
public enum LineFault
{
    /// <summary>Waits a moment, then goes on.</summary>
    Delay,

    /// <summary>Goes on byte by byte.</summary>
    Trickle,

    /// <summary>Closes the connection in order.</summary>
    Cut,

    /// <summary>Resets the connection.</summary>
    Reset,

    /// <summary>Sends no more, but keeps reading.</summary>
    HalfClose,

    /// <summary>Falls silent.</summary>
    Silence,

    /// <summary>Sends the bytes before once more.</summary>
    Duplicate,

    /// <summary>Changes one bit.</summary>
    Corrupt,
}

/// <summary>Where in the reply the fault strikes, in the order in which a reader comes to it.</summary>
public enum LineStage
{
    /// <summary>Nothing of the request has been read.</summary>
    Connected,
    BeforeHead,
    InHead,
    AfterHead,
    InFirstPiece,
    BetweenPieces,
    InLaterPiece,

    /// <summary>All has come but the word that it is all.</summary>
    BeforeEnd,

    /// <summary>The reply's own end has come, the connection's has not.</summary>
    AfterEnd,
}

/// <summary>
/// A TCP line between relay and upstream that damages replies. It takes the upstream's reply whole, then hands it on up to the byte where the
/// fault strikes, so that every run is the same. The stage is named by the model in the request: <c>…-at-InHead-…</c>.
/// </summary>
internal sealed partial class FaultyLine : IAsyncDisposable
{
    private const int Repeated = 24;
    private static readonly byte[] LastChunk = "\r\n0\r\n\r\n"u8.ToArray();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _over = new();
    private readonly Uri _target;
    private readonly bool _readsNothing;
    private readonly Task _accepting;

    /// <param name="readsNothing">Whether the fault strikes as soon as the connection is there.</param>
    public FaultyLine(string target, bool readsNothing = false)
    {
        (_target, _readsNothing) = (new Uri(target), readsNothing);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public LineFault Fault { get; set; }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _over.Dispose();
    }

    private async Task AcceptAsync()
    {
        var lines = new List<Task>();
        try
        {
            while (true)
            {
                lines.Add(ServeAsync(await _listener.AcceptSocketAsync(_over.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(lines);
        }
    }

    private async Task ServeAsync(Socket relay)
    {
        using (relay)
        {
            try
            {
                relay.NoDelay = true;
                if (_readsNothing)
                {
                    await StrikeAsync(relay, [], 0);
                    return;
                }

                while (await AnswerAsync(relay))
                {
                    // The next request on the same connection.
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The other side has left, or the test is over.
            }
        }
    }

    private async Task<bool> AnswerAsync(Socket relay)
    {
        var request = await ReadRequestAsync(relay);
        var reply = await AskAsync(request);
        var stage = Enum.Parse<LineStage>(StageOfModel().Match(Encoding.UTF8.GetString(request)).Groups[1].Value);
        var at = OffsetOf(stage, reply);
        await relay.SendAsync(reply.AsMemory(0, at), _over.Token);
        return await StrikeAsync(relay, reply, at);
    }

    /// <returns>Whether the relay may take the connection for a sound one and send a further request.</returns>
    private async Task<bool> StrikeAsync(Socket relay, byte[] reply, int at)
    {
        var rest = reply.AsMemory(at);
        switch (Fault)
        {
            case LineFault.Delay:
                await Task.Delay(150, _over.Token);
                await relay.SendAsync(rest, _over.Token);
                return true;
            case LineFault.Trickle:
                for (var i = 0; i < rest.Length; i++)
                {
                    await relay.SendAsync(rest.Slice(i, 1), _over.Token);
                }

                return true;
            case LineFault.Cut:
                relay.Shutdown(SocketShutdown.Both);
                return false;
            case LineFault.Reset:
                // Else what was sent before would be lost with it, here and there.
                await Task.Delay(150, _over.Token);
                relay.LingerState = new LingerOption(true, 0);
                relay.Close();
                return false;
            case LineFault.HalfClose:
                relay.Shutdown(SocketShutdown.Send);
                break;
            case LineFault.Silence:
                break;
            case LineFault.Duplicate:
                await relay.SendAsync(reply.AsMemory(Math.Max(0, at - Repeated)), _over.Token);
                return true;
            case LineFault.Corrupt:
                var damaged = rest.ToArray();
                damaged[0] ^= 1;
                await relay.SendAsync(damaged, _over.Token);
                return true;
        }

        await HoldOpenAsync(relay);
        return false;
    }

    /// <summary>Until the relay has had enough.</summary>
    private async Task HoldOpenAsync(Socket relay)
    {
        var buffer = new byte[1024];
        while (await relay.ReceiveAsync(buffer, _over.Token) > 0)
        {
            // A further request on the same connection gets no answer.
        }
    }

    private static int OffsetOf(LineStage stage, byte[] reply)
    {
        var head = IndexAfter(reply, "\r\n\r\n");
        var text = Encoding.Latin1.GetString(reply);
        var isStream = text.Contains("data: ", StringComparison.Ordinal);
        return stage switch
        {
            LineStage.BeforeHead => 0,
            LineStage.InHead => "HTTP/1.1 2".Length,
            LineStage.AfterHead => head,
            LineStage.InFirstPiece => IndexAfter(reply, "\"object\":"),
            LineStage.BetweenPieces when isStream => text.IndexOf("\n\n\r\n", text.IndexOf("Hello", StringComparison.Ordinal), StringComparison.Ordinal) + 4,
            LineStage.InLaterPiece when isStream => text.IndexOf("\"content\":\"!\"", StringComparison.Ordinal),
            LineStage.BeforeEnd when isStream => text.IndexOf("data: [DONE]", StringComparison.Ordinal),
            LineStage.BetweenPieces => text.IndexOf("Paris", StringComparison.Ordinal),
            LineStage.InLaterPiece => text.IndexOf("\"usage\"", StringComparison.Ordinal),
            _ => reply.Length - LastChunk.Length + "\r\n".Length,
        };
    }

    private async Task<byte[]> AskAsync(byte[] request)
    {
        using var upstream = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await upstream.ConnectAsync(_target.Host, _target.Port, _over.Token);
        await upstream.SendAsync(request, _over.Token);
        return await ReadUntilAsync(upstream, bytes => bytes.AsSpan().EndsWith(LastChunk));
    }

    private Task<byte[]> ReadRequestAsync(Socket relay) => ReadUntilAsync(relay, bytes =>
    {
        var head = IndexAfter(bytes, "\r\n\r\n");
        return head >= 4 && bytes.Length >= head + int.Parse(LengthOfBody().Match(Encoding.Latin1.GetString(bytes, 0, head)).Groups[1].Value, null);
    });

    private async Task<byte[]> ReadUntilAsync(Socket socket, Func<byte[], bool> isWhole)
    {
        var (bytes, buffer) = (Array.Empty<byte>(), new byte[16 * 1024]);
        while (!isWhole(bytes))
        {
            var length = await socket.ReceiveAsync(buffer, _over.Token);
            bytes = length > 0 ? [.. bytes, .. buffer.AsSpan(0, length)] : throw new SocketException((int)SocketError.ConnectionReset);
        }

        return bytes;
    }

    private static int IndexAfter(byte[] bytes, string text) => bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(text)) + text.Length;

    [GeneratedRegex("-at-([A-Za-z]+)-")]
    private static partial Regex StageOfModel();

    [GeneratedRegex("Content-Length: ([0-9]+)", RegexOptions.IgnoreCase)]
    private static partial Regex LengthOfBody();
}
