namespace PeppaApi.Providers.OpenAI.Media;

/// <summary>Text to be spoken (vendors/openai.md, 6.3): metered by its characters, or by tokens where the model has a price for them and a stream tells them.</summary>
public sealed class SpeechRequest : MediaRequest
{
    // A character is spoken in about 60 milliseconds, which is one and a quarter tokens; twice that for slow voices.
    private const double TokensPerCharacter = 1.25;
    private const double MostTokensPerCharacter = 2.5;

    protected override string DefaultModel => "";

    internal override bool TakesJson => true;

    internal override bool TakesForm => false;

    public override UsageReport Assumed => TokensMatter
        ? Pieces with { AudioOutput = (long)Math.Ceiling(Pieces.Characters * TokensPerCharacter) }
        : Pieces;

    /// <summary>A reply in JSON is none: sound is asked for.</summary>
    internal override ReplyReading ReadReply(ReadOnlySpan<byte> body, OutputText output) => default;

    internal override StreamMeter CreateMeter(OutputText output) => new SpeechStreamReader(this, output);

    private protected override void TakeField(string name, in FieldValue value)
    {
        switch (name)
        {
            case "input":
                TextValue = value.Required(name);
                Pieces = new UsageReport { Characters = value.Text().EnumerateRunes().LongCount() };
                break;
            case "voice":
                RequestException.Require(value.Kind is FieldKind.Text or FieldKind.Object && !value.IsNull, name, "'voice' must name a voice.", "voice 必须指定一种声音。");
                break;
            case "stream_format":
                Stream = !value.IsNull && value.Word(name, 20) == "sse";
                break;
        }
    }

    protected override void CompleteFields()
    {
        RequireField(TextValue is not null, "input");
        OutputLimit = 100 + (long)(Pieces.Characters * MostTokensPerCharacter);
        OutputIsFixed = true;
    }
}
