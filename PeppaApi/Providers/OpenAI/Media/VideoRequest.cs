using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace PeppaApi.Providers.OpenAI.Media;

/// <summary>
/// A video to be made, metered by its seconds and its size. What the client leaves out is written into the request as the
/// API's own default, so that what is made is what is paid for.
/// </summary>
public sealed partial class VideoRequest : MediaRequest
{
    private const int LongestPrompt = 32_000;
    private const int MostSeconds = 60;
    private const string DefaultSeconds = "4";
    private const string DefaultSize = "720x1280";
    private readonly bool _isRemix;
    private string? _seconds;
    private bool _hasSize;
    private bool _hasPrompt;

    /// <param name="isRemix">Whether it changes a video that is there: then model, length and size are that video's, for they are what it costs.</param>
    public VideoRequest(bool isRemix = false) => _isRemix = isRemix;

    public int Seconds { get; private set; }

    /// <summary>Width and height, as <c>1280x720</c>.</summary>
    public string Size { get; private set; } = DefaultSize;

    protected override string DefaultModel => "sora-2";

    internal override bool TakesJson => true;

    internal override bool TakesForm => true;

    /// <exception cref="RequestException">It asks for no video.</exception>
    public static VideoRequest Read(string? contentType, ReadOnlySpan<byte> body, bool isRemix = false) =>
        (VideoRequest)MediaRequestReader.Read(new VideoRequest(isRemix) { Operation = Operation.Video }, contentType, body);

    /// <summary>The body for an upstream, in pieces.</summary>
    internal List<ReadOnlyMemory<byte>> Edit(ReadOnlyMemory<byte> body, string upstreamModel) =>
        _isRemix ? [body] : MediaRequestEditor.Edit(this, body, upstreamModel, null);

    internal override IEnumerable<BodyEdit> Edits(long? outputLimit) =>
        [.. _seconds is null ? [Insert("seconds", DefaultSeconds)] : (BodyEdit[])[], .. _hasSize ? [] : (BodyEdit[])[Insert("size", DefaultSize)]];

    internal override ReplyReading ReadReply(ReadOnlySpan<byte> body, OutputText output) => default;

    internal override StreamMeter CreateMeter(OutputText output) => throw new NotSupportedException("A video is no stream of events.");

    private protected override void TakeField(string name, in FieldValue value)
    {
        switch (name)
        {
            case "prompt":
                value.Required(name);
                RequestException.Require(value.Raw.Length <= LongestPrompt, name, $"'prompt' has at most {LongestPrompt} bytes.", $"prompt 最多 {LongestPrompt} 字节。");
                _hasPrompt = true;
                break;
            // Null is refused: what is written in beside it would come twice.
            case "seconds" when !_isRemix:
                _seconds = value.Kind == FieldKind.Number ? Encoding.UTF8.GetString(value.Raw) : value.Word(name, 10);
                break;
            case "size" when !_isRemix:
                Size = value.Word(name, 20);
                RequestException.Require(SizeForm().IsMatch(Size), name, "'size' is a width and a height, such as 1280x720.", "size 应为宽x高，例如 1280x720。");
                _hasSize = true;
                break;
            case "seconds" or "size":
                RequestException.Refuse(!value.IsNull, name);
                break;
        }
    }

    protected override void CompleteFields()
    {
        RequestException.Refuse(_isRemix && ModelValue is not null, "model");
        RequireField(_hasPrompt, "prompt");
        RequestException.Require(
            int.TryParse(_seconds ?? DefaultSeconds, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= MostSeconds,
            "seconds", $"'seconds' is a whole number from 1 to {MostSeconds}, such as 4, 8 or 12.", $"seconds 应为 1 到 {MostSeconds} 的整数，例如 4、8、12。");
        Seconds = seconds;
    }

    private BodyEdit Insert(string name, string value) => new(
        new JsonSpan(FirstField, 0),
        Encoding.Latin1.GetBytes(Boundary is null ? $"\"{name}\":\"{value}\"," : $"--{Boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));

    [GeneratedRegex("^[1-9][0-9]{1,4}x[1-9][0-9]{1,4}$")]
    private static partial Regex SizeForm();
}
