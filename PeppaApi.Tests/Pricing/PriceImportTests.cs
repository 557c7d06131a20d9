using CsCheck;
using PeppaApi.Credits;
using PeppaApi.Pricing;
using PeppaApi.Settings;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Pricing;

/// <summary>Prices go out and come in as files, and one sees what changes before it does.</summary>
public sealed class PriceImportTests
{
    [Fact]
    public async Task Import_OfAnExport_ChangesNothingAndMakesTheSameElsewhere() =>
        await Gen.Select(RandomPrices.Price.Array[1, 8], Gen.Bool).SampleAsync(
            async (prices, csv) =>
            {
                await using var bed = await LedgerBed.CreateAsync();
                await using var other = await LedgerBed.CreateAsync();
                foreach (var (price, i) in prices.Select((price, i) => (price, i)))
                {
                    var name = $"{(i % 2 == 0 ? "@cf/" : "")}model \"{i}\", 模型";
                    price.Note = i % 3 == 0 ? "=note; with 'signs', \"quotes\"" : null;
                    price.Model = name;
                    var row = PriceRow.Of(PriceView.Of(price));
                    await bed.Prices.PutAsync(name, row);
                    await bed.Prices.PutAsync(name, row with { PerCall = 7, ConfirmZero = true, EffectiveFrom = bed.Clock.GetUtcNow().AddDays(i + 1) });
                }

                var rows = await bed.Prices.ExportAsync();
                var file = csv ? PriceFile.ToCsv(rows) : PriceFile.ToJson(rows);
                var same = await bed.Import.ApplyAsync(file, skipRefused: false);
                Assert.All(same.Rows, row => Assert.True(row.State == PriceImportState.Unchanged, $"{row.Model}: {row.Reason}{string.Join(", ", row.Changes)}"));
                var made = await other.Import.ApplyAsync(file, skipRefused: false);
                Assert.Equal(prices.Length * 2, made.Added);
                var copied = await other.Prices.ExportAsync();
                Assert.Equal(file, csv ? PriceFile.ToCsv(copied) : PriceFile.ToJson(copied));
            },
            iter: 12,
            threads: 2);

    [Fact]
    public async Task Preview_OfAFile_SaysWhatChangesAndWarnsAndChangesNothing()
    {
        await using var bed = await LedgerBed.CreateAsync();
        await bed.Prices.PutAsync("gpt-4", new PriceSpec { InputPerMillion = 30, OutputPerMillion = 60 });
        await bed.Prices.PutAsync("same", new PriceSpec { InputPerMillion = 1, OutputPerMillion = 2 });
        const string File = """
            model,inputPerMillion,outputPerMillion,imagePrices,ratio,completionRatio
            gpt-4,3000,60,,,
            same,1.0,2,,,
            new,,,,0.75,3
            dear,1,-2,,,
            odd,1,,,,
            word,one,2,,,
            free,0,0,,,
            picture,,,1024x1024/hd=0.08; 512x512=0.02,,
            picture,,,512x512=0.02,,
            cheap,5,1,,,
            """;
        var plan = await bed.Import.PreviewAsync(File);
        PriceImportRow Row(string model) => plan.Rows.First(row => row.Model == model);
        Assert.Equal([new PriceChange("inputPerMillion", "30", "3000")], Row("gpt-4").Changes);
        Assert.Equal([PriceWarning.OutputCheaper, PriceWarning.HundredTimesDearer], Row("gpt-4").Warnings.Select(warning => warning.Warning));
        Assert.Equal(PriceImportState.Unchanged, Row("same").State);
        Assert.Contains(new PriceChange("inputPerMillion", "", "1.5"), Row("new").Changes);
        Assert.Contains(new PriceChange("outputPerMillion", "", "4.5"), Row("new").Changes);
        Assert.StartsWith("outputPerMillion: A price is from 0", Row("dear").Reason, StringComparison.Ordinal);
        Assert.StartsWith("outputPerMillion: A price for input and one for output are needed", Row("odd").Reason, StringComparison.Ordinal);
        Assert.StartsWith("inputPerMillion: This is no number", Row("word").Reason, StringComparison.Ordinal);
        Assert.StartsWith("confirmZero:", Row("free").Reason, StringComparison.Ordinal);
        Assert.Equal([PriceImportState.Added, PriceImportState.Refused], plan.Rows.Where(row => row.Model == "picture").Select(row => row.State));
        Assert.Equal(PriceWarning.OutputCheaper, Assert.Single(Row("cheap").Warnings).Warning);
        bed.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((3, 1, 1, 5), (plan.Added, plan.Changed, plan.Unchanged, plan.Refused));
        Assert.Equal(2, (await bed.Prices.ListAsync()).Count);

        // One row that cannot be accepted stops all, unless it is to be left out.
        var stopped = await Assert.ThrowsAsync<InputException>(() => bed.Import.ApplyAsync(File, skipRefused: false));
        Assert.Contains("Nothing was changed.", stopped.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await bed.Prices.ListAsync()).Count);
        Assert.True((await bed.Import.ApplyAsync(File, skipRefused: true)).Applied);
        Assert.Equal(5, (await bed.Prices.ListAsync()).Count);
        Assert.Equal([3000m, 30m], (await bed.Prices.HistoryAsync("gpt-4")).Select(version => version.InputPerMillion));
    }

    [Theory]
    [InlineData("""{"ModelRatio":{"gpt-4":15,"mine":1.5},"CompletionRatio":{"mine":4},"ModelPrice":{"mj":0.1},"CacheRatio":{"mine":0.1}}""")]
    [InlineData("""{"ModelRatio":"{\"gpt-4\":15,\"mine\":1.5}","CompletionRatio":"{\"mine\":4}","ModelPrice":"{\"mj\":0.1}","CacheRatio":"{\"mine\":0.1}"}""")]
    [InlineData("""[{"key":"ModelRatio","value":"{\"gpt-4\":15,\"mine\":1.5}"},{"key":"CompletionRatio","value":"{\"mine\":4}"},{"key":"ModelPrice","value":"{\"mj\":0.1}"},{"key":"CacheRatio","value":"{\"mine\":0.1}"},{"key":"Notice","value":"hello"}]""")]
    [InlineData("""{"success":true,"data":{"model_ratio":{"gpt-4":15,"mine":1.5},"completion_ratio":{"mine":4},"model_price":{"mj":0.1},"cache_ratio":{"mine":0.1}}}""")]
    public async Task Import_OfOtherRelaysRatios_GivesTheirPrices(string file)
    {
        await using var bed = await LedgerBed.CreateAsync();
        await bed.Prices.PutAsync("mine", new PriceSpec { InputPerMillion = 1, OutputPerMillion = 1, Discount = 0.5m, PerCall = 3, Vendor = "Me" });
        bed.Clock.Advance(TimeSpan.FromSeconds(1));
        var plan = await bed.Import.ApplyAsync(file, skipRefused: false);
        Assert.Equal((2, 1, 0), (plan.Added, plan.Changed, plan.Refused));
        var prices = (await bed.Prices.ListAsync()).ToDictionary(price => price.Model);
        Assert.Equal((3m, 12m, 0.3m), (prices["mine"].InputPerMillion, prices["mine"].OutputPerMillion, prices["mine"].CachedInputPerMillion));
        // What ratios do not say stays.
        Assert.Equal((0.5m, "Me", null), (prices["mine"].Discount, prices["mine"].Vendor, prices["mine"].PerCall));
        Assert.Equal(0.1m, prices["mj"].PerCall);
        // gpt-4 writes for twice the price by the shipped book, which knows it where the file does not.
        Assert.Equal((30m, 60m), (prices["gpt-4"].InputPerMillion, prices["gpt-4"].OutputPerMillion));
    }

    [Theory]
    [InlineData("""{"ModelRatio":{"openrouter/auto":-1}}""", "inputPerMillion")]
    [InlineData("""{"ModelRatio":{"gpt-4-gizmo-*":15}}""", "model")]
    [InlineData("""{"ModelRatio":{"deepseek-chat(36)":0.1}}""", "model")]
    [InlineData("""{"ModelRatio":{"free":0}}""", "confirmZero")]
    [InlineData("""{"ModelRatio":{"text":"1"}}""", "ModelRatio")]
    [InlineData("""{"ModelRatio":{"huge":1e30}}""", "ModelRatio")]
    public async Task Import_OfRatiosThatCannotBe_IsRefusedWithTheReason(string file, string field)
    {
        await using var bed = await LedgerBed.CreateAsync();
        var row = Assert.Single((await bed.Import.PreviewAsync(file)).Rows);
        Assert.Equal(PriceImportState.Refused, row.State);
        Assert.StartsWith(field + ": ", row.Reason, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InputException>(() => bed.Import.ApplyAsync(file, skipRefused: false));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"ModelRatio\":15}")]
    [InlineData("{\"ModelRatio\":\"no json\"}")]
    [InlineData("{\"hello\":\"world\"}")]
    [InlineData("name,price\ngpt-4,1")]
    [InlineData("model,colour\ngpt-4,red")]
    [InlineData("model,inputPerMillion\n\"gpt-4,1")]
    [InlineData("[1,2]")]
    [InlineData("{\"models\":[{\"model\":\"a\",\"inputPerMillion\":\"x\"}]}")]
    public async Task Import_OfWhatIsNoPriceFile_SaysSoAndChangesNothing(string file)
    {
        await using var bed = await LedgerBed.CreateAsync();
        await Assert.ThrowsAsync<InputException>(() => bed.Import.ApplyAsync(file, skipRefused: false));
        Assert.Empty(await bed.Prices.ListAsync());
    }

    [Fact]
    public async Task Lint_OfThePrices_FindsWhatWasProbablyNotMeant()
    {
        await using var bed = await LedgerBed.CreateAsync();
        await bed.Prices.PutAsync("gpt-4o", new PriceSpec { InputPerMillion = 250, OutputPerMillion = 1000, CachedInputPerMillion = 300 });
        await bed.Prices.PutAsync("given", new PriceSpec { InputPerMillion = 1, OutputPerMillion = 1, Discount = 0, ConfirmZero = true });
        await bed.Prices.PutAsync("silent", new PriceSpec { InputPerMillion = 1, OutputPerMillion = 0 });
        await using (var context = bed.OpenContext())
        {
            context.Channels.Add(new PeppaApi.Data.Entities.Channel { Name = "c", BaseUrl = "http://example.test", Models = ["gpt-4o", "unpriced"] });
            await context.SaveChangesAsync();
        }

        Assert.Equal(
            [
                ("unpriced", PriceWarning.NotPriced), ("given", PriceWarning.Free), ("gpt-4o", PriceWarning.CacheDearer),
                ("gpt-4o", PriceWarning.HundredTimesDearer), ("silent", PriceWarning.OutputFree),
            ],
            (await bed.Prices.LintAsync()).Select(finding => (finding.Model, finding.Warning)));
    }

    [Fact]
    public void PriceBook_AsShipped_HasNothingToWarnOf()
    {
        var warned = PriceBookSeeder.Read().Models.Select(row => PriceRules.ToPrice(row.Model, row)).SelectMany(price => PriceLint.Of(price))
            .Select(finding => $"{finding.Model}: {finding.Warning}");
        // Opening a window of Midjourney's is free: what is then done in it is paid for.
        string[] windows = ["mj_inpaint", "mj_custom_zoom"];
        Assert.Empty(warned.Except(windows.SelectMany(window => (string[])["", "fast_", "relax_", "turbo_"], (window, mode) => $"mj_{mode}{window[3..]}: Free")));
        Assert.Equal(Credit.FromUsd(0.167m), UnitPrices.Match(Shipped("gpt-image-1"), "1024x1024/high")!.Price);
        Assert.Equal(Credit.FromUsd(0.006m), Shipped("whisper-1").PerSecond * 60);
        Assert.Equal(Credit.FromUsd(6m), UnitPrices.ListFor(Shipped("claude-sonnet-4-5"), 200_001).InputPerMillion);

        static PeppaApi.Data.Entities.ModelPrice Shipped(string model) => PriceRules.ToPrice(model, PriceBookSeeder.Read().Models.Single(row => row.Model == model));
    }
}
