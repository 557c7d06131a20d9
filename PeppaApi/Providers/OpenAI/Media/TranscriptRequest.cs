namespace PeppaApi.Providers.OpenAI.Media;

/// <summary>Sound to be written down (vendors/openai.md, 6.1 and 6.2): metered by its length, and by tokens where they are told.</summary>
public sealed class TranscriptRequest : MediaRequest
{
    // Where neither reply nor file tells the length: as long as sound of 16 kbit/s would be.
    private const int FewestBytesPerSecond = 2_000;

    // What the file claims is not believed below this: 96 kHz, two channels, 16 bits.
    private const int MostBytesPerSecond = 400_000;

    // OpenAI's models take ten tokens for a second of sound; people say less than eight.
    private const int TokensPerSecond = 10;
    private const int MostTokensSaid = 16;
    private bool _hasFile;

    protected override string DefaultModel => "";

    internal override bool TakesJson => false;

    internal override bool TakesForm => true;

    /// <summary>Whether the reply is to be plain text: <c>text</c>, <c>srt</c> or <c>vtt</c>.</summary>
    internal bool IsPlain { get; private set; }

    private long Seconds => (Pieces.Milliseconds + 999) / 1_000;

    public override long InputBound => BodyLength - MediaBytes + (2 * Seconds * TokensPerSecond);

    public override UsageReport Assumed => TokensMatter ? Pieces with { AudioInput = Seconds * TokensPerSecond } : Pieces;

    internal override ReplyReading ReadReply(ReadOnlySpan<byte> body, OutputText output) => TranscriptReplyReader.Read(this, body, output);

    internal override StreamMeter CreateMeter(OutputText output) => new TranscriptStreamReader(this, output);

    /// <summary>What was used, by what the reply tells; the rest worked out from the file and the text.</summary>
    internal UsageReport Report(in MediaUsage usage, double? duration, OutputText output)
    {
        var seconds = usage.Seconds ?? duration;
        var assumed = TokensMatter ? Assumed with { OutputText = usage.HasTokens ? 0 : output.Count() } : Pieces;
        return (usage.HasTokens ? usage.Report() : assumed) with
        {
            Milliseconds = seconds is { } told ? (long)Math.Ceiling(told * 1_000) : Pieces.Milliseconds,
        };
    }

    private protected override void TakeField(string name, in FieldValue value)
    {
        switch (name)
        {
            case "file":
                RequestException.Require(value.Kind == FieldKind.File, name, "'file' must be a file.", "file 必须是文件。");
                _hasFile = true;
                var told = AudioLength.Of(value.Raw) ?? value.Raw.Length * 1_000L / FewestBytesPerSecond;
                Pieces = new UsageReport { Milliseconds = Math.Max(told, value.Raw.Length * 1_000L / MostBytesPerSecond) };
                break;
            case "prompt":
                TextValue = value.IsNull ? null : value.Required(name);
                break;
            case "response_format":
                IsPlain = !value.IsNull && value.Word(name, 30) is "text" or "srt" or "vtt";
                break;
            case "stream":
                Stream = value.Flag(name);
                break;
        }
    }

    protected override void CompleteFields()
    {
        RequireField(_hasFile, "file");
        // The API ignores the wish with this model: nobody must wait for events.
        Stream &= Model != "whisper-1";
        OutputLimit = 256 + (Seconds * MostTokensSaid);
        OutputIsFixed = true;
    }
}
