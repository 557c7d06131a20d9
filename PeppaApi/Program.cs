using PeppaApi.Accounts;
using PeppaApi.Announcements;
using PeppaApi.Auditing;
using PeppaApi.Channels;
using PeppaApi.Components;
using PeppaApi.Data;
using PeppaApi.Drawing;
using PeppaApi.Hosting;
using PeppaApi.Ledger;
using PeppaApi.Mail;
using PeppaApi.Management;
using PeppaApi.Operations;
using PeppaApi.Outbound;
using PeppaApi.Pricing;
using PeppaApi.Redemptions;
using PeppaApi.Relay;
using PeppaApi.Settings;
using PeppaApi.Tokens;
using PeppaApi.Usage;

namespace PeppaApi;

/// <summary>The table of contents of the process.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => CommandLine.RunAsync(args, Terminal.OfProcess);

    internal static void AddFeatures(WebApplicationBuilder builder)
    {
        builder.AddHosting();
        builder.AddData();
        builder.AddSettings();
        builder.AddOutbound();
        builder.AddAuditing();
        builder.AddLedger();
        builder.AddMail();
        builder.AddAccounts();
        builder.AddAnnouncements();
        builder.AddRedemptions();
        builder.AddTokens();
        builder.AddChannels();
        builder.AddPricing();
        builder.AddUsage();
        builder.AddOperations();
        builder.AddRelay();
        builder.AddDrawing();
        builder.AddManagement();
        builder.AddSite();
    }

    internal static void MapFeatures(WebApplication app)
    {
        app.MapHealth();
        app.MapRelay();
        app.MapDrawing();
        app.MapManagement();
        app.MapSite();
    }
}
