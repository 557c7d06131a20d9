using System.Text.Json;
using PeppaApi.Settings;

namespace PeppaApi.Pricing;

/// <summary>
/// Reads the ratios of one-api and new-api: an object with <c>ModelRatio</c>, <c>CompletionRatio</c>, <c>ModelPrice</c>,
/// <c>CacheRatio</c> and the like as objects or as option texts, the list of options of their API, or a bare map of ratios.
/// Ratio 1 is $2 per million input tokens; the others are factors over the price of input; ModelPrice is dollars per call.
/// </summary>
internal static class RatioFile
{
    private const decimal UsdOfRatioOne = 2;
    private const int Decimals = 9;

    private static readonly string[] Tables =
        ["ModelRatio", "CompletionRatio", "ModelPrice", "CacheRatio", "CreateCacheRatio", "AudioRatio", "AudioCompletionRatio", "ImageRatio"];

    public static bool IsOptionList(JsonElement root) =>
        root.ValueKind == JsonValueKind.Array && root.EnumerateArray().All(option => option.ValueKind == JsonValueKind.Object && option.TryGetProperty("key", out _));

    /// <exception cref="InputException">None of the tables is there.</exception>
    public static IReadOnlyList<PriceFileRow> Read(JsonElement root)
    {
        var tables = Tables.ToDictionary(name => name, _ => new Dictionary<string, JsonElement>(StringComparer.Ordinal));
        foreach (var (name, table) in Named(root))
        {
            foreach (var ratio in Content(name, table).EnumerateObject())
            {
                // Another document may be behind it, which is gone when it is read.
                tables[name][ratio.Name] = ratio.Value.Clone();
            }
        }

        var models = tables["ModelRatio"].Keys.Union(tables["ModelPrice"].Keys).Order(StringComparer.Ordinal).ToList();
        InputException.Require(models.Count > 0, "file", "There are neither prices (models) nor ratios (ModelRatio, ModelPrice) in the file.");
        return [.. models.Select(model => ReadModel(model, tables))];
    }

    private static IEnumerable<(string Name, JsonElement Table)> Named(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Array)
        {
            return root.EnumerateArray().Select(option => (Known(option.GetProperty("key").ToString()), option.TryGetProperty("value", out var value) ? value : default))
                .Where(option => option.Item1 is not null).Select(option => (option.Item1!, option.Item2));
        }

        if (root.TryGetProperty("data", out var data) && data.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
        {
            return Named(data);
        }

        return root.EnumerateObject().Any(member => member.Value.ValueKind != JsonValueKind.Number || Known(member.Name) is not null)
            ? root.EnumerateObject().Where(member => Known(member.Name) is not null).Select(member => (Known(member.Name)!, member.Value))
            : [("ModelRatio", root)];
    }

    // Newer versions write model_ratio.
    private static string? Known(string name) =>
        Array.Find(Tables, table => table.Equals(name.Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase));

    private static JsonElement Content(string name, JsonElement table)
    {
        var content = table.ValueKind == JsonValueKind.String ? JsonDocument.Parse(table.GetString()!).RootElement.Clone() : table;
        InputException.Require(content.ValueKind == JsonValueKind.Object, name, $"{name} is no table of models and numbers.");
        return content;
    }

    private static PriceFileRow ReadModel(string model, Dictionary<string, Dictionary<string, JsonElement>> tables)
    {
        decimal? Number(string table)
        {
            if (!tables[table].TryGetValue(model, out var element))
            {
                return null;
            }

            InputException.Require(
                element.ValueKind == JsonValueKind.Number && element.TryGetDecimal(out var number) && Math.Abs(number) <= PriceLimits.LargestPriceUsd,
                table,
                $"The value of {table} is no number within bounds.");
            return element.GetDecimal();
        }

        try
        {
            InputException.Require(!model.Contains('*', StringComparison.Ordinal), "model", "A name with * stands for many models; prices are for one each.");
            InputException.Require(!(model.EndsWith(')') && model.Contains('(', StringComparison.Ordinal)), "model", "The price is for one kind of channel; prices are for all.");
            if (Number("ModelPrice") is { } perCall)
            {
                return new PriceFileRow(model, new PriceRow { Model = model, PerCall = Rounded(perCall) }, null, IsRatio: true);
            }

            var input = Number("ModelRatio")!.Value * UsdOfRatioOne;
            var audio = input * Number("AudioRatio");
            var row = new PriceRow
            {
                Model = model,
                InputPerMillion = Rounded(input),
                OutputPerMillion = Rounded(input * Number("CompletionRatio")),
                CachedInputPerMillion = Rounded(input * Number("CacheRatio")),
                CacheWritePerMillion = Rounded(input * Number("CreateCacheRatio")),
                AudioInputPerMillion = Rounded(audio),
                AudioOutputPerMillion = Rounded(audio * Number("AudioCompletionRatio")),
                ImageInputPerMillion = Rounded(input * Number("ImageRatio")),
            };
            return new PriceFileRow(model, row, null, IsRatio: true);
        }
        catch (InputException fault)
        {
            return new PriceFileRow(model, null, fault);
        }
    }

    private static decimal? Rounded(decimal? usd) => usd is { } value ? Math.Round(value, Decimals, MidpointRounding.AwayFromZero) : null;

    /// <summary>
    /// What such a row leaves open, filled in: everything else from the price in force; the price of output, which those
    /// relays guess by name, from the completion ratio in force or shipped, else as the input.
    /// </summary>
    public static PriceRow Complete(PriceRow ratios, PriceRow? present, PriceRow? shipped)
    {
        if (ratios.PerCall is not null)
        {
            return (present ?? new PriceRow()) with { Model = ratios.Model, PerCall = ratios.PerCall, ConfirmZero = false };
        }

        var known = present?.InputPerMillion > 0 ? present : shipped;
        var factor = known?.InputPerMillion > 0 ? known.OutputPerMillion / known.InputPerMillion : 1;
        return (present ?? new PriceRow()) with
        {
            Model = ratios.Model,
            PerCall = null,
            ConfirmZero = false,
            InputPerMillion = ratios.InputPerMillion,
            OutputPerMillion = ratios.OutputPerMillion ?? Rounded(ratios.InputPerMillion * factor),
            CachedInputPerMillion = ratios.CachedInputPerMillion ?? present?.CachedInputPerMillion,
            CacheWritePerMillion = ratios.CacheWritePerMillion ?? present?.CacheWritePerMillion,
            AudioInputPerMillion = ratios.AudioInputPerMillion ?? present?.AudioInputPerMillion,
            AudioOutputPerMillion = ratios.AudioOutputPerMillion ?? present?.AudioOutputPerMillion,
            ImageInputPerMillion = ratios.ImageInputPerMillion ?? present?.ImageInputPerMillion,
        };
    }
}
