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
    public static void MapSettings(this IEndpointRouteBuilder admin)
    {
        admin.MapSettings<SiteSettings>();
        admin.MapSettings<AddressSettings>();
        admin.MapSettings<SignUpSettings>();
        admin.MapSettings<TopUpSettings>();
        admin.MapSettings<GiftSettings>();
        admin.MapSettings<LimitSettings>();
        admin.MapSettings<TimeSettings>();
        admin.MapSettings<RetentionSettings>();
        admin.MapSettings<ChannelNoticeSettings>();
        admin.MapSettings<BalanceRouteSettings>();
        admin.MapSettings<BackupSettings>();
        admin.MapSettings<DrawingSettings>();
    }

    private static void MapSettings<T>(this IEndpointRouteBuilder admin)
        where T : class, IOperatorSettings<T>
    {
        var route = admin.MapGroup("/settings").WithTags("Settings");
        route.MapGet(T.Name, Ok<T> (OperatorSettings settings) => TypedResults.Ok(settings.Get<T>()));
        route.MapPut(T.Name, PutAsync<T>).Accepts<T>("application/json");
    }

    private static async Task<Ok<T>> PutAsync<T>(JsonObject body, OperatorSettings settings, IOptions<JsonOptions> json, CancellationToken cancellationToken)
        where T : class, IOperatorSettings<T> =>
        TypedResults.Ok(await settings.SaveAsync(body.Over(settings.Get<T>(), json.Value.SerializerOptions), cancellationToken));
}
