using System.Globalization;
using Microsoft.Data.Sqlite;
using PeppaApi.Credits;
using PeppaApi.Data;
using PeppaApi.Ledger;
using PeppaApi.Operations.Imports;
using PeppaApi.Settings;

namespace PeppaApi.Hosting;

/// <summary>Brings over what another relay has: without <c>--apply</c> only says what would happen, and may run beside a serving process.</summary>
internal static class ImportCommand
{
    private const string Apply = "--apply";
    private const string Quota = "--quota-per-dollar";
    private const string Domain = "--mail-domain";
    private const string How = $"Name the relay and its SQLite file: PeppaApi import one-api|new-api FILE [{Apply}] [{Quota}=500000] [{Domain}=example.org]";

    public static async Task<int> RunAsync(string[] args, Terminal terminal)
    {
        var (choices, file, apply, settings) = Parse(args);
        Require(File.Exists(file), $"There is no file {file}.");
        await using var app = PeppaHost.Build(settings);
        try
        {
            var old = OldDatabase.Read(file, choices.Relay);
            if (apply || !File.Exists(app.Services.GetRequiredService<DatabaseFiles>().Path))
            {
                await PeppaHost.StartUpAsync(app);
            }
            else
            {
                await app.Services.GetRequiredService<OperatorSettings>().LoadAsync(CancellationToken.None);
            }

            var plan = await app.Services.GetRequiredService<ImportPlanner>().PlanAsync(old, choices);
            if (apply)
            {
                await app.Services.GetRequiredService<RelayImport>().ApplyAsync(plan);
            }

            await SayAsync(plan, apply, terminal);
            return apply ? await AuditAsync(app.Services, terminal) : ExitCodes.Success;
        }
        catch (OldDatabaseException exception)
        {
            throw new StartUpException(exception.Message, ExitCodes.Failure);
        }
        catch (SqliteException exception)
        {
            throw new StartUpException($"The data directory cannot be read: {exception.Message}. If it is of an older version, start PeppaApi once.", ExitCodes.DataDirectory);
        }
    }

    private static async Task SayAsync(ImportPlan plan, bool applied, Terminal terminal)
    {
        var made = plan.Users.Where(user => user.Id is null).ToList();
        var here = plan.Users.Count - made.Count;
        string[] lines =
        [
            applied ? "Brought over:" : $"This would be brought over; nothing was written. {Apply} does it.",
            $"  groups    {plan.Groups.Count}{(plan.Groups.Count > 0 ? ": " : "")}{string.Join(", ", plan.Groups.Select(group => $"{group.Name} (× {group.Multiplier.ToString(CultureInfo.InvariantCulture)})"))}",
            $"  channels  {plan.Channels.Count}, {plan.Channels.Count(channel => channel.Enabled)} of them enabled{Before(plan.ChannelsHere)}",
            $"  users     {made.Count}{Before(here)}; {CreditFormat.Balance(plan.Users.Sum(user => user.Balance))} of credit to {plan.Users.Count(user => user.Balance > 0)}",
            $"  tokens    {plan.Tokens.Count}{Before(plan.TokensHere)}",
            .. plan.Deleted > 0 ? (string[])[$"  {plan.Deleted} users and tokens are deleted there and are left out."] : [],
            .. Listed("Cannot be brought over:", plan.Refused),
            .. Listed("Left out of what is brought over:", plan.Notes),
            .. made.Count > 0 ? (string[])["", "Passwords are not brought over: people set a new one by “Forgot password?”, or an operator sets one on the page Users."] : [],
        ];
        await terminal.WriteAsync(string.Join(Environment.NewLine, lines));
    }

    private static string Before(int count) => count > 0 ? $" ({count} more are here already)" : "";

    private static IEnumerable<string> Listed(string title, List<string> entries) => entries.Count == 0 ? [] : ["", title, .. entries.Select(entry => "  " + entry)];

    private static async Task<int> AuditAsync(IServiceProvider services, Terminal terminal)
    {
        var report = await services.GetRequiredService<LedgerAudit>().RunAsync();
        await terminal.WriteAsync(report.Ok ? "The books are right: nothing differs." : $"The books differ in {report.Differences.Count} places: run the verb audit.");
        return report.Ok ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static (ImportChoices Choices, string File, bool Apply, string[] Settings) Parse(string[] args)
    {
        if (args is not [var relay, var file, .. var rest] || OldRelays.Find(relay) is not { } known || file.StartsWith('-'))
        {
            throw new StartUpException(How, ExitCodes.Usage);
        }

        var quota = Option(ref rest, Quota);
        var perDollar = 500_000L;
        Require(
            quota is null || (long.TryParse(quota, NumberStyles.None, CultureInfo.InvariantCulture, out perDollar) && perDollar is > 0 and <= 1_000_000_000_000), $"{Quota} is a whole number above 0.");
        var domain = Option(ref rest, Domain);
        Require(domain is null || Uri.CheckHostName(domain) == UriHostNameType.Dns, $"{Domain} is a domain such as example.org.");
        return (new ImportChoices(known, perDollar, domain), Path.GetFullPath(file), rest.Contains(Apply), [.. rest.Where(arg => arg != Apply)]);
    }

    /// <summary>Takes <c>--name=value</c> or <c>--name value</c> out of the arguments.</summary>
    private static string? Option(ref string[] args, string name)
    {
        var at = Array.FindIndex(args, arg => arg == name || arg.StartsWith(name + "=", StringComparison.Ordinal));
        if (at < 0)
        {
            return null;
        }

        var joined = args[at].Length > name.Length;
        Require(joined || (at + 1 < args.Length && !args[at + 1].StartsWith("--", StringComparison.Ordinal)), $"{name} needs a value.");
        var value = joined ? args[at][(name.Length + 1)..] : args[at + 1];
        args = [.. args[..at], .. args[(at + (joined ? 1 : 2))..]];
        return value;
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new StartUpException(message, ExitCodes.Usage);
        }
    }
}
