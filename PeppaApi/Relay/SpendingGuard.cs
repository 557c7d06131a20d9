using PeppaApi.Pricing;
using PeppaApi.Providers;

namespace PeppaApi.Relay;

/// <summary>
/// Watches a stream against its hold: when what was counted reaches it, the hold is extended, and if nothing more can be
/// held the stream must end.
/// </summary>
internal sealed class SpendingGuard(Settler settler)
{
    private const int ExtensionTokens = 1024;

    // English and Chinese text alike come to about four bytes a token.
    private const int UsualBytesPerToken = 4;

    /// <summary>Cheap while the bytes written cannot reach the hold; only then are tokens counted.</summary>
    public ValueTask<bool> IsSpentAsync(RelayExchange exchange, OutputText output) =>
        exchange.Price.PerCall is not null || output.UpperBound <= exchange.ExpectedOutput * exchange.Parsed.Choices * BytesPerToken(exchange, output)
            ? ValueTask.FromResult(false)
            : CountAsync(exchange, output);

    private async ValueTask<bool> CountAsync(RelayExchange exchange, OutputText output)
    {
        var input = settler.CountInput(exchange);
        var written = output.Count();
        var affordable = Affordable(exchange, input);
        if (written >= affordable)
        {
            var more = CostCalculator.WorstCase(exchange.Price, exchange.MultiplierParts, exchange.Bound(0, ExtensionTokens));
            if (await exchange.Reservation.ExtendAsync(more) == 0)
            {
                return true;
            }

            affordable = Affordable(exchange, input);
        }

        exchange.ExpectedOutput = Math.Max(1, affordable / exchange.Parsed.Choices);
        return written >= affordable;
    }

    /// <summary>An upstream that was told a limit keeps to it, as a rule: up to the first count its bytes pass for tokens of usual length.</summary>
    private static int BytesPerToken(RelayExchange exchange, OutputText output) =>
        output.WasCounted || (exchange.LoweredLimit ?? exchange.Parsed.OutputLimit) is null ? 1 : UsualBytesPerToken;

    private static long Affordable(RelayExchange exchange, long input) => CostCalculator.AffordableOutput(
        exchange.Price, exchange.MultiplierParts, exchange.Bound(input, 0), exchange.Reservation.Amount);
}
