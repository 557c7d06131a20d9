using Microsoft.EntityFrameworkCore.Diagnostics;

namespace PeppaApi.Auditing;

public static class AuditingFeature
{
    public static IHostApplicationBuilder AddAuditing(this IHostApplicationBuilder builder)
    {
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddSingleton<CurrentActor>();
        builder.Services.AddSingleton<AuditLog>();
        builder.Services.AddSingleton<ISaveChangesInterceptor, AuditTrail>();
        return builder;
    }
}
