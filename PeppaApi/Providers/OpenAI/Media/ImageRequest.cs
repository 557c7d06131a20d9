namespace PeppaApi.Providers.OpenAI.Media;

/// <summary>Pictures made, changed or varied (vendors/openai.md, 5).</summary>
public sealed class ImageRequest : MediaRequest
{
    private const int MostPictures = 10;
    private const int MostSources = 16;
    private const int LongestWord = 30;
    private string? _size;
    private string? _quality;
    private int _partials;
    private bool _hasSource;

    protected override string DefaultModel => "dall-e-2";

    internal override bool TakesJson => Operation != Operation.ImageVariation;

    internal override bool TakesForm => Operation != Operation.ImageGeneration;

    /// <summary>Pictures asked for.</summary>
    internal long Asked => Choices;

    /// <summary>Tokens of one picture where the model counts them, and the reply does not say.</summary>
    internal long TokensOf(string? size, string? quality) => PictureTokens.Of(Model, Known(size) ?? _size, Known(quality) ?? _quality, _partials);

    public override long InputBound => BodyLength - MediaBytes + (Images * PictureTokens.LargestSource);

    internal override bool MayRepeat(string name) => name is "image" || base.MayRepeat(name);

    internal override long CountInput(TokenCounter counter, ReadOnlySpan<byte> body) =>
        base.CountInput(counter, body) + (Images * PictureTokens.LargestSource);

    internal override ReplyReading ReadReply(ReadOnlySpan<byte> body, OutputText output) => ImageReplyReader.Read(this, body);

    internal override StreamMeter CreateMeter(OutputText output) => new ImageStreamReader(this, output);

    /// <summary>Size and quality in the words of a price; none where one of them is open.</summary>
    internal string? VariantOf(string? size, string? quality)
    {
        var (known, fine) = (_size ?? Known(size), _quality ?? Known(quality));
        var isDallE = PictureTokens.IsDallE(Model);
        return (known, fine) switch
        {
            (null, null) => null,
            ({ } one, null) => isDallE ? $"{one}/standard" : one,
            (null, { } other) => other,
            var (one, other) => $"{one}/{other}",
        };
    }

    private protected override void TakeField(string name, in FieldValue value)
    {
        switch (name)
        {
            case "prompt":
                TextValue = value.Required(name);
                break;
            case "n":
                Choices = value.Count(name, 1, MostPictures) ?? 1;
                break;
            case "size":
                _size = value.IsNull ? null : Known(value.Word(name, LongestWord));
                break;
            case "quality":
                _quality = value.IsNull ? null : Known(value.Word(name, LongestWord));
                break;
            case "stream":
                Stream = value.Flag(name);
                break;
            case "partial_images":
                _partials = (int)(value.Count(name, 0, 3) ?? 0);
                break;
            case "image" or "image[]" or "images" or "mask":
                TakeSource(name, value);
                break;
        }
    }

    protected override void CompleteFields()
    {
        RequireField(TextValue is not null || Operation == Operation.ImageVariation, "prompt");
        RequireField(_hasSource || Operation == Operation.ImageGeneration, "image");
        if (PictureTokens.IsDallE(Model))
        {
            // What the API takes where nothing is said.
            _size ??= "1024x1024";
        }

        // "auto" and a size or quality left to the model may become any: the hold is for the dearest.
        Variant = _size is not null && (_quality is not null || PictureTokens.IsDallE(Model)) ? VariantOf(null, null) : null;
        OutputLimit = PictureTokens.Of(Model, _size, _quality, _partials);
        OutputIsFixed = true;
        Pieces = new UsageReport { Images = Choices };
    }

    private void TakeSource(string name, in FieldValue value)
    {
        if (value.IsNull)
        {
            return;
        }

        var isFile = value.Kind == FieldKind.File;
        RequestException.Require(
            isFile || (Boundary is null && value.Kind is FieldKind.List or FieldKind.Object or FieldKind.Text),
            name, $"'{name}' must be a file.", $"{name} 必须是文件。");
        Images += isFile ? 1 : ImageReferences.Count(name, value, this);
        RequestException.Require(Images <= MostSources + 1, name, $"There are more than {MostSources} pictures.", $"图片超过 {MostSources} 张。");
        _hasSource |= name != "mask";
    }

    internal void NoteMedia(int bytes) => MediaBytes += bytes;

    private static string? Known(string? word) => word is null or "" or "auto" || word.Length > LongestWord ? null : word;
}
