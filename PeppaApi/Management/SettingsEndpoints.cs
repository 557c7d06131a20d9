using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using PeppaApi.Accounts.SignUps;
using PeppaApi.Channels;
using PeppaApi.Drawing;
using PeppaApi.Ledger;
using PeppaApi.Operations.Backups;
using PeppaApi.Redemptions;
using PeppaApi.Settings;
using PeppaApi.Tokens;

namespace PeppaApi.Management;

/// <summary>What operators set while running.</summary>
internal static class SettingsEndpoints
{
    // One line each with its type: what is generated for an endpoint needs a closed type.
    public static void MapSettings(this IEndpointRouteBuilder admin)
    {
        var route = admin.MapGroup("/settings").WithTags("Settings");
        route.MapGet(SiteSettings.Name, Get<SiteSettings>);
        route.MapPut(SiteSettings.Name, PutAsync<SiteSettings>).Accepts<SiteSettings>("application/json");
        route.MapGet(AddressSettings.Name, Get<AddressSettings>);
        route.MapPut(AddressSettings.Name, PutAsync<AddressSettings>).Accepts<AddressSettings>("application/json");
        route.MapGet(SignUpSettings.Name, Get<SignUpSettings>);
        route.MapPut(SignUpSettings.Name, PutAsync<SignUpSettings>).Accepts<SignUpSettings>("application/json");
        route.MapGet(TopUpSettings.Name, Get<TopUpSettings>);
        route.MapPut(TopUpSettings.Name, PutAsync<TopUpSettings>).Accepts<TopUpSettings>("application/json");
        route.MapGet(GiftSettings.Name, Get<GiftSettings>);
        route.MapPut(GiftSettings.Name, PutAsync<GiftSettings>).Accepts<GiftSettings>("application/json");
        route.MapGet(LimitSettings.Name, Get<LimitSettings>);
        route.MapPut(LimitSettings.Name, PutAsync<LimitSettings>).Accepts<LimitSettings>("application/json");
        route.MapGet(TimeSettings.Name, Get<TimeSettings>);
        route.MapPut(TimeSettings.Name, PutAsync<TimeSettings>).Accepts<TimeSettings>("application/json");
        route.MapGet(RetentionSettings.Name, Get<RetentionSettings>);
        route.MapPut(RetentionSettings.Name, PutAsync<RetentionSettings>).Accepts<RetentionSettings>("application/json");
        route.MapGet(ChannelNoticeSettings.Name, Get<ChannelNoticeSettings>);
        route.MapPut(ChannelNoticeSettings.Name, PutAsync<ChannelNoticeSettings>).Accepts<ChannelNoticeSettings>("application/json");
        route.MapGet(BalanceRouteSettings.Name, Get<BalanceRouteSettings>);
        route.MapPut(BalanceRouteSettings.Name, PutAsync<BalanceRouteSettings>).Accepts<BalanceRouteSettings>("application/json");
        route.MapGet(BackupSettings.Name, Get<BackupSettings>);
        route.MapPut(BackupSettings.Name, PutAsync<BackupSettings>).Accepts<BackupSettings>("application/json");
        route.MapGet(DrawingSettings.Name, Get<DrawingSettings>);
        route.MapPut(DrawingSettings.Name, PutAsync<DrawingSettings>).Accepts<DrawingSettings>("application/json");
    }

    private static Ok<T> Get<T>(OperatorSettings settings)
        where T : class, IOperatorSettings<T> => TypedResults.Ok(settings.Get<T>());

    private static async Task<Ok<T>> PutAsync<T>(JsonObject body, OperatorSettings settings, IOptions<JsonOptions> json, CancellationToken cancellationToken)
        where T : class, IOperatorSettings<T> =>
        TypedResults.Ok(await settings.ChangeAsync<T>(before => body.Over(before, json.Value.SerializerOptions), cancellationToken));
}
