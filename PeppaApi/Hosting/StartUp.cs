using PeppaApi.Accounts;
using PeppaApi.Accounts.Agreements;
using PeppaApi.Channels;
using PeppaApi.Data;
using PeppaApi.Hosting.Rehearsing;
using PeppaApi.Ledger;
using PeppaApi.Pricing;
using PeppaApi.Settings;
using PeppaApi.Tokens;

namespace PeppaApi.Hosting;

/// <summary>What happens before the first request is taken, in this order.</summary>
internal sealed partial class StartUp(IServiceProvider services, Terminal terminal, ILogger<StartUp> logger)
{
    /// <exception cref="StartUpException">The directory is in use, or the bootstrap settings cannot be followed.</exception>
    /// <param name="rehearse">Whether requests follow that are worth a rehearsal.</param>
    public async Task RunAsync(bool rehearse, CancellationToken cancellationToken = default)
    {
        try
        {
            await RunStepsAsync(rehearse, cancellationToken);
        }
        catch (Exception exception) when (exception is not StartUpException && StorageTrouble.Explain(exception, Get<DatabaseFiles>()) is { } trouble)
        {
            throw trouble;
        }
    }

    private async Task RunStepsAsync(bool rehearse, CancellationToken cancellationToken)
    {
        Get<DataDirectory>().Acquire();
        ListenAddresses.Check(Get<IConfiguration>()["Urls"]);
        await Get<DatabaseMigrator>().MigrateAsync(cancellationToken);
        // What takes longest goes on beside what follows. Where that saves something, those whom it concerns read it again.
        var rehearsal = rehearse ? Task.Run(() => Get<Rehearsal>().RunAsync(cancellationToken), cancellationToken) : Task.CompletedTask;
        var rows = Task.WhenAll(Task.Run(Get<TokenDirectory>().LoadAsync, cancellationToken), Task.Run(Get<ChannelDirectory>().LoadAsync, cancellationToken));
        await Get<OperatorSettings>().LoadAsync(cancellationToken);
        await Get<TimeZones>().LoadAsync(cancellationToken);
        await RecoverAsync();
        await BootstrapAsync(cancellationToken);
        await Get<AgreementService>().SeedAsync(cancellationToken);
        await Get<PriceBookSeeder>().SeedAsync(cancellationToken);
        await Get<PriceBook>().LoadAsync();
        await OfferSetupAsync(cancellationToken);
        await Task.WhenAll(rows, rehearsal);
    }

    private T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    private async Task RecoverAsync()
    {
        var holds = await Get<CreditLedger>().RecoverAsync();
        if (holds > 0)
        {
            Log.HoldsResolved(logger, holds);
        }
    }

    private async Task BootstrapAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Get<AdminBootstrap>().RunAsync(cancellationToken);
        }
        catch (InputException exception)
        {
            var key = char.ToUpperInvariant(exception.Field[0]) + exception.Field[1..];
            throw new StartUpException($"{BootstrapOptions.Section}:{key}: {exception.Message}", ExitCodes.Usage);
        }
    }

    private async Task OfferSetupAsync(CancellationToken cancellationToken)
    {
        var setup = Get<SetupService>();
        await setup.LoadAsync(cancellationToken);
        if (setup.IsNeeded)
        {
            setup.CodeReplaced += code => _ = ShowCodeAsync(code);
            await ShowCodeAsync(setup.Code);
        }
    }

    private Task ShowCodeAsync(string code) => terminal.WriteAsync(
        $"There is no operator yet. Open /setup in a browser and enter this one-time code: {code}");

    private static partial class Log
    {
        [LoggerMessage(EventId = 1101, Level = LogLevel.Warning, Message = "{Count} holds were left behind by the process before and are resolved")]
        public static partial void HoldsResolved(ILogger logger, int count);
    }
}
