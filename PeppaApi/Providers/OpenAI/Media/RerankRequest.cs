using System.Text.Json;

namespace PeppaApi.Providers.OpenAI.Media;

/// <summary>
/// Documents to be put in order, in the form of Jina and Cohere: metered by search units of a hundred documents, and by
/// tokens. Both as reported; where a reply says nothing, units by the number of documents and tokens by their text.
/// </summary>
public sealed class RerankRequest : MediaRequest
{
    private const int DocumentsOfUnit = 100;

    // Cohere cuts a document longer than 500 tokens into several, each counted as one.
    private const int BytesOfPart = 1_000;
    private const int MostDocuments = 10_000;
    private long _documents;
    private JsonSpan _list;

    protected override string DefaultModel => "";

    internal override bool TakesJson => true;

    internal override bool TakesForm => false;

    // Some vendors count the question once for each document.
    public override long InputBound => BodyLength + (_documents * (TextValue?.Length ?? 0));

    public override long InputGuess => Math.Max(1, BodyLength / 4);

    internal override ReplyReading ReadReply(ReadOnlySpan<byte> body, OutputText output)
    {
        var (reading, tokens, units) = ListReplyReader.Read(body);
        if (tokens == 0 && units == 0)
        {
            return reading with { Usage = null };
        }

        // Where only one of the two is told and the other one priced, the other one is worked out.
        var usage = new UsageReport { UncachedInput = tokens > 0 ? tokens : TokensMatter ? InputGuess : 0, Units = units > 0 ? units : Units(_documents) };
        return reading with { Usage = usage };
    }

    public override UsageReport Assumed => new() { Units = Units(_documents) };

    internal override StreamMeter CreateMeter(OutputText output) => new OpenAIStreamReader(output);

    internal override long CountInput(TokenCounter counter, ReadOnlySpan<byte> body) =>
        base.CountInput(counter, body) + InputTexts.Count(counter, Model, body.Slice(_list.Start, _list.Length));

    private protected override void TakeField(string name, in FieldValue value)
    {
        switch (name)
        {
            case "query":
                TextValue = value.Kind == FieldKind.Object ? value.Where : value.Required(name);
                break;
            case "documents":
                RequestException.Require(value.Kind == FieldKind.List, name, "'documents' must be a list.", "documents 必须是列表。");
                _list = value.Where;
                _documents = CountItems(value.Raw);
                RequestException.Require(
                    _documents is > 0 and <= MostDocuments, name, $"There must be from 1 to {MostDocuments} documents.", $"documents 必须有 1 到 {MostDocuments} 项。");
                break;
            case "top_n":
                value.Count(name, 1, int.MaxValue);
                break;
        }
    }

    protected override void CompleteFields()
    {
        RequireField(TextValue is not null, "query");
        RequireField(_documents > 0, "documents");
        OutputLimit = 0;
        OutputIsFixed = true;
        Pieces = new UsageReport { Units = Units(_documents + (_list.Length / BytesOfPart)) };
    }

    private static long Units(long documents) => (documents + DocumentsOfUnit - 1) / DocumentsOfUnit;

    private static long CountItems(ReadOnlySpan<byte> list)
    {
        var reader = new Utf8JsonReader(list, new JsonReaderOptions { MaxDepth = RequestValues.MaxDepth });
        var count = 0L;
        while (reader.Read())
        {
            if (reader.CurrentDepth == 1 && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray))
            {
                RequestException.Require(
                    reader.TokenType is JsonTokenType.String or JsonTokenType.StartObject, "documents", "Each of 'documents' must be a text or an object.", "documents 的每一项必须是文本或对象。");
                count++;
            }
        }

        return count;
    }
}
