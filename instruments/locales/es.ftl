### La entrevista de detección en español. Las preguntas mismas, su orden y lo que dicen las respuestas están en
### `../interview.toml`. Cada traducción debe ser revisada por una persona del oficio que hable esta lengua como propia.

## La entrevista

interview-title = Una conversación sobre lo que pasó
interview-intro =
    Se trata de saber qué ayuda y qué derechos puede haber. Es voluntario. Puede dejar sin responder cualquier
    pregunta, hacer una pausa o parar en cualquier momento, y nada malo resulta de ello. No se anota ningún nombre.
    Lo que diga se guarda solo en este dispositivo. Nadie puede prometer lo que decidirá una autoridad.
interview-resumed = La entrevista sigue donde se detuvo.
interview-recovered =
    { $answers ->
        [one] El archivo estaba dañado. Se recuperó una respuesta; lo que no se pudo leer se conserva aparte.
       *[other] El archivo estaba dañado. Se recuperaron { $answers } respuestas; lo que no se pudo leer se conserva aparte.
    }
interview-safety-stop = Deténgase aquí. La seguridad es lo primero: procure que la persona esté a salvo y pueda hablar con libertad; después, continúe.
interview-break = Es un buen momento para una pausa. ¿Quiere que sigamos?
interview-sensitive = La pregunta siguiente puede ser difícil. No tiene que responderla.
interview-child = Las preguntas se le hacen a la persona como menor de edad. Deberían estar presentes alguien de protección de la infancia y quien ejerza la tutela.
interview-age-disputed = La edad no está aclarada, así que las preguntas se le hacen a la persona, y se la protege, como menor de edad.
interview-contradiction = Dos respuestas no concuerdan: «{ $fact }» Se conservan las dos. Mientras no se aclare, cuenta la que protege.
interview-stopped = La entrevista se ha detenido. Lo dicho se conserva, y se puede seguir otro día.
interview-done = No hay nada más que preguntar.
interview-established = Establecido hasta ahora:
interview-progress =
    { $asked ->
        [0] Todavía no se ha preguntado nada
        [one] Se ha respondido una pregunta
       *[other] Se han respondido { $asked } preguntas
    }; { $open ->
        [0] no queda nada abierto.
        [one] queda un resultado abierto.
       *[other] quedan { $open } resultados abiertos.
    }
help-line = y sí · n no · u no lo sé · p prefiero no responder · b volver · s parar · ? esta línea
input-unknown = «{ $typed }» no es una respuesta. Escriba y, n, u, p, b o s.

answer-yes = sí
answer-no = no
answer-unknown = No lo sé
answer-prefer-not = Prefiero no responder
answer-back = volver
answer-stop = parar

## El resumen

summary-title = Lo que se dijo y lo que puede resultar de ello
summary-possible-victim =
    Lo que se dijo corresponde a una definición de trata. Es una propuesta: la persona puede ser una víctima y se la
    debería proteger y derivar. Solo una autoridad establece una condición formal.
summary-undetermined = Lo que se dijo no permite decidirlo. Proteja a la persona mientras siga abierto.
summary-no-finding = Lo que se dijo no corresponde a las definiciones por las que se preguntó. Eso no prueba que no haya pasado nada.
summary-findings = Definiciones
summary-shown = { $instrument }: lo muestra lo que se dijo
summary-not-shown = { $instrument }: no se muestra; lo que se dijo lo excluye
summary-open = { $instrument }: lo que se dijo no permite decidirlo
summary-process = Cómo ocurrió
summary-process-traditional = A través de personas, cara a cara, según lo que se dijo.
summary-process-technology = Por medio de la tecnología o de internet, según lo que se dijo.
summary-process-both = Tanto a través de personas como por medio de la tecnología.
summary-process-unknown = No se dijo nada al respecto.
summary-prompts = Mirar con más detalle; cada punto puede tener también una explicación inocente
summary-rights = Derechos
summary-rights-follow = resultan de lo que se dijo
summary-rights-may-follow = pueden resultar; pregunte mientras siga abierto
summary-unchecked = sin comprobar con el texto original
summary-not-legal-advice = Esto no es asesoramiento jurídico ni una decisión sobre una persona.

## Etapas

stage-safety = La seguridad primero
stage-age = La edad
stage-journey = El viaje
stage-recruitment = Cómo empezó
stage-control = Cómo le trataron
stage-purpose = Para qué era
stage-intimate = Preguntas que pueden ser difíciles
stage-process = Cómo ocurrió
stage-surroundings = Dónde y cómo vive
stage-authorities = Las autoridades

## Preguntas, cada una con la razón por la que se hace

q-safe-to-talk = ¿Puede hablar aquí con libertad, sin que escuche nadie que no debería?
    .why = Nada más importa mientras alguien escucha, responde por la persona o le ha dicho lo que debe decir.
q-danger-now = ¿Está en peligro ahora mismo usted, o alguna persona cercana a usted?
    .why = Un peligro presente va antes que cualquier pregunta: actúe primero ante él.
q-age = ¿Tenía menos de 18 años cuando esto empezó?
    .why = A niñas y niños se les protege más y se les pregunta menos. Por ahora basta una estimación.
q-age-doubt = ¿Hay alguna duda sobre la edad, por su parte o por parte de otras personas?
    .why = Mientras la edad no está aclarada, se protege a la persona como menor de edad.
q-alone = ¿Estaba sin su padre ni su madre, y sin nadie que ejerciera la tutela?
    .why = Un niño o una niña sin compañía tiene derechos propios, entre ellos el de contar con una tutela.
q-foreigner = En el país donde esto pasó, ¿era usted una persona extranjera sin residencia permanente?
    .why = El tráfico ilícito de migrantes se refiere solo a personas que no tienen la nacionalidad ni la residencia permanente.
q-entry-help = ¿Alguien le ayudó a entrar en un país sin el permiso que hace falta?
    .why = Ayudar a una entrada irregular puede ser tráfico ilícito de migrantes. La persona no tiene la culpa.
q-stay-help = ¿Alguien le ayudó a quedarse en un país sin el permiso que hace falta?
    .why = Ayudar a una estancia irregular también puede ser tráfico ilícito de migrantes.
q-paid = ¿Se hizo a cambio de dinero o de otro beneficio, de usted o de otra persona?
    .why = El tráfico ilícito de migrantes se hace para obtener un beneficio; la ayuda entre familiares o por bondad no lo es.
q-journey-danger = ¿Estuvo en peligro su vida o su seguridad en el camino?
    .why = El peligro agrava el tráfico ilícito de migrantes, lo que puede dar acceso a protección.
q-journey-treatment = ¿Recibió un trato cruel o degradante en el camino o al llegar?
    .why = El trato inhumano agrava el tráfico ilícito de migrantes, lo que puede dar acceso a protección.
q-journey-harm = ¿Le ha quedado de ello una enfermedad o una lesión que continúa?
    .why = Un daño duradero agrava el tráfico ilícito de migrantes según algunas leyes, y muestra una necesidad de atención.
q-false-papers = ¿Alguien hizo o consiguió para usted papeles que no eran auténticos?
    .why = Los papeles falsos son cosa de quien los hizo; la persona no tiene la culpa.
q-border = ¿Cruzó una frontera entre países en el camino?
    .why = La trata no requiere ninguna frontera; aun así, conviene saber adónde se traslada a las personas.
q-inside = ¿Se trasladó, o le trasladaron, de un lugar a otro dentro de un país?
    .why = El movimiento dentro de un país también es migración.
q-brought = Para esto, ¿alguien le encontró, le trajo, le entregó a otros, le acogió o le mantuvo en algún lugar?
    .why = Uno de estos actos es la primera parte de toda definición de trata.
q-housed = ¿Alguien que sacaba provecho de esto le alojó, o le mantuvo en algún lugar?
    .why = La acogida es uno de los actos, aunque no haya ningún viaje.
q-offered = ¿Alguien le ofreció trabajo, estudios, matrimonio o una vida mejor, o le convenció de venir?
    .why = La captación es una de las formas en que empieza.
q-befriended = ¿Alguien creó primero una amistad o una relación de amor, y al final era para esto?
    .why = La captación empieza a menudo con la seducción, y la persona puede sentirse culpable.
q-transported = ¿Alguien le llevó allí, o decidió cómo viajaba usted?
    .why = El transporte es uno de los actos.
q-passed-on = ¿Le entregaron o le vendieron de una persona a otra?
    .why = Entregar una persona a otra es uno de los actos.
q-promise-broken = ¿Fue muy distinto de lo que le habían dicho o prometido?
    .why = El engaño es uno de los medios.
q-job-lie = ¿El trabajo mismo era otra cosa que lo que le habían dicho?
    .why = El elemento más fuerte de las listas sobre el engaño en la captación.
q-taken = ¿Se le llevaron por la fuerza, o le vendieron?
    .why = El rapto es uno de los medios.
q-hold-over = ¿Alguien se valió de su poder sobre usted, o de que usted no tenía una verdadera elección?
    .why = El abuso de poder o de una situación de vulnerabilidad es uno de los medios. Haber aceptado en esas condiciones no cuenta en contra de nadie.
q-given-away = ¿Alguien que tenía autoridad sobre usted recibió dinero u otra cosa por dejarle ir?
    .why = Pagar a quien tiene autoridad sobre una persona es uno de los medios.
q-no-choice = ¿Alguien le hizo quedarse, o hacer cosas, de modo que usted sentía que no tenía una verdadera elección?
    .why = Otras formas de coacción son un medio, se llamen como se llamen.
q-threatened = ¿Alguien le amenazó a usted o a personas cercanas a usted?
    .why = Las amenazas son uno de los medios.
q-family-threatened = ¿Se trataba de sus hijas o hijos, o de su familia?
    .why = Muestra quién más puede necesitar protección.
q-police-threatened = ¿Amenazaron con denunciarle a la policía o a la oficina de migración?
    .why = Es un medio, y explica por qué alguien puede temer a las autoridades.
q-free-to-go = ¿Podía ir adonde quería, cuando quería?
    .why = Restringir los movimientos es un medio.
q-papers-kept = ¿Alguien se quedó con su pasaporte u otros papeles suyos?
    .why = Quedarse con los papeles es un medio.
q-money = ¿Había una deuda que usted tenía que pagar trabajando, o alguien se quedaba con su paga o con otro dinero suyo?
    .why = Las deudas y la retención de la paga son medios.
q-debt = ¿Era una deuda que pagar trabajando?
    .why = La servidumbre por deudas es un elemento fuerte de las listas.
q-needs-denied = ¿Alguien le privó de comida, de sueño, de medicinas o de atención médica?
    .why = Negar lo que una persona necesita es un medio.
q-substances = ¿Alguien le dio alcohol, drogas o medicinas para que hiciera cosas?
    .why = Es un medio, y muestra una necesidad de atención.
q-made-to = ¿Alguien le hizo hacer cosas contra su voluntad: mentir, incumplir la ley o actuar contra otras personas como usted?
    .why = Son elementos de las listas. No se debería castigar a nadie por lo que le hicieron hacer.
q-hurt = ¿Alguien le hizo daño o le humilló, de cualquier forma?
    .why = El maltrato es uno de los medios. No hace falta contar aquí cómo fue exactamente.
q-forced-work = ¿Tuvo que trabajar, o prestar servicios a otras personas, sin haberlo aceptado libremente o sin poder dejarlo?
    .why = El trabajo o los servicios forzados son uno de los fines.
q-owned = ¿Alguien le trató como si fuera de su propiedad, o le hizo servir a todas horas?
    .why = La esclavitud y la servidumbre están entre los fines.
q-work-conditions = ¿Eran muy malos los horarios, la paga o las condiciones?
    .why = Las malas condiciones cuentan por sí mismas según algunas leyes.
q-anything-else = ¿Alguien le hizo mendigar, casarse, combatir, incumplir la ley, o hacer otra cosa de la que sacaba provecho?
    .why = También pueden estar entre los fines. Un no deja fuera las preguntas siguientes.
q-begging = ¿Alguien le hizo mendigar?
    .why = La mendicidad forzada es uno de los fines.
q-offences = ¿Alguien le hizo hacer algo contrario a la ley?
    .why = Es uno de los fines, y no se debería castigar a nadie por ello.
q-marriage = ¿Alguien le hizo casarse?
    .why = El matrimonio forzado es uno de los fines.
q-army = ¿Alguien le hizo unirse a un grupo armado o servir en él?
    .why = El servicio militar forzado es uno de los fines.
q-organ = ¿Alguien quería un órgano suyo, o le quitó uno?
    .why = La extracción de órganos es uno de los fines.
q-own-child = ¿Alguien quería que usted gestara un bebé para otras personas?
    .why = La gestación subrogada con explotación está entre los fines.
q-sexual = ¿Alguien sacó provecho de actos o imágenes sexuales que usted tuvo que hacer?
    .why = La explotación sexual es uno de los fines. Basta un sí o un no.
q-unwanted = ¿Hubo contactos sexuales que usted no quería?
    .why = El abuso sexual que sirve para controlar a una persona es uno de los medios. Basta un sí o un no.
q-other-gain = ¿Hubo alguna otra cosa de la que otras personas sacaron provecho, contra la voluntad de usted?
    .why = La lista de fines es abierta.
q-technology = ¿Tuvieron algún papel en ello los teléfonos, las aplicaciones o internet?
    .why = Describe cómo ocurrió y no quita nada.
q-online = ¿Empezó por un sitio web, una aplicación o un mensaje?
    .why = Describe cómo ocurrió y no quita nada.
q-through-apps = ¿Lo que usted hace se ofrece o se vende por un sitio web o una aplicación?
    .why = Describe cómo ocurre.
q-watched-from-afar = ¿Había personas lejos de allí que miraban por una cámara, en directo o después?
    .why = Describe cómo ocurrió. No pregunte nada sobre lo que veían.
q-sexual-remote = ¿Los actos o las imágenes sexuales eran para personas que miraban por internet?
    .why = Describe cómo ocurrió, y se pueden encontrar rastros de pagos.
q-paid-to-watch = ¿Hay personas que pagan por cada minuto o por cada vez que miran?
    .why = Describe cómo ocurre, y los pagos dejan rastros.
q-devices = ¿Alguien le controlaba por medio de su teléfono, una cámara o un rastreador?
    .why = Describe cómo ocurrió, y es posible que su teléfono siga vigilado.
q-face-to-face = ¿Una parte se hizo sin internet: cara a cara, o por un periódico, la radio o un cartel?
    .why = Describe cómo ocurrió y no quita nada.
q-relative = ¿Fue alguien de su familia quien le llevó a esto?
    .why = A menudo se confía en los familiares y no se sospecha de ellos; la persona puede querer protegerlos.
q-household = ¿Era en una casa particular donde tenía que servir?
    .why = La servidumbre doméstica está a menudo oculta tras una puerta.
q-domestic = ¿El trabajo es en una casa particular o para ella?
    .why = El trabajo doméstico rara vez se inspecciona.
q-legal-entry = ¿Entró en el país con permiso?
    .why = A muchas personas las trajeron legalmente y perdieron después su situación regular.
q-sponsored = ¿Estaba el visado o el permiso ligado a una sola parte empleadora o patrocinadora?
    .why = Un permiso así ligado da poder sobre la persona.
q-lapsed = ¿Ha vencido el visado o el permiso?
    .why = Después de eso, se puede tratar a la persona como si estuviera en situación irregular.
q-stayed = ¿Se quedó en el país después de eso?
    .why = No irse pudo no ser una elección.
q-same-sponsor = ¿Sigue con la persona o la empresa que le trajo?
    .why = Es posible que sea la parte patrocinadora quien deba responder.
q-lives-there = ¿Vive donde trabaja?
    .why = Vivir en el lugar de trabajo facilita el control.
q-compound = ¿El lugar donde trabaja o vive está vigilado, de modo que no se puede salir?
    .why = Los recintos vigilados son parte de un patrón conocido.
q-fraud-work = ¿El trabajo era engañar a personas en línea o por teléfono por dinero?
    .why = Hay centros de estafa que retienen a personas por la fuerza.
q-others = ¿Hay otras personas en la misma situación?
    .why = Otras personas también pueden necesitar ayuda.
q-young = ¿Hay varias niñas, niños o jóvenes en un mismo grupo?
    .why = Que haya varias personas jóvenes en una misma dirección es parte de un patrón conocido.
q-one-address = ¿Están todas esas personas y usted en la misma dirección?
    .why = Una sola dirección es parte de un patrón conocido.
q-pictures-spread = ¿Alguien ha difundido imágenes o vídeos privados de usted?
    .why = Hace más grave el delito según algunas leyes; existe ayuda para retirarlos.
q-authorities = ¿Ha tenido trato con la policía, la oficina de migración u otra autoridad?
    .why = A las personas que fueron objeto de trata se las toma a menudo por delincuentes o por migrantes en situación irregular. Un no deja fuera las preguntas siguientes.
q-as-irregular = ¿Alguna autoridad le ha tratado como a una persona sin derecho a estar aquí?
    .why = A las personas que fueron objeto de trata se las toma a menudo por migrantes en situación irregular, y pierden derechos.
q-return = ¿Le han dicho que se vaya del país, o le han devuelto?
    .why = Puede ser necesario detener una devolución.
q-detained = ¿Alguna autoridad le ha encerrado?
    .why = Una detención debe revisarse de inmediato.
q-as-offender = ¿Alguna autoridad le ha tratado como a una persona sospechosa?
    .why = A las personas a las que hicieron hacer cosas se las toma a menudo por delincuentes.
q-punished = ¿Le han castigado por algo que le hicieron hacer?
    .why = No se debería castigar a nadie por lo que le hicieron hacer.

## Lo que establecen las respuestas

fact-act-recruitment = La persona fue captada.
fact-act-luring = La persona fue atraída por una amistad o una relación de amor.
fact-act-transportation = La persona fue transportada.
fact-act-transfer = La persona fue entregada de una persona a otra.
fact-act-harbouring = La persona fue alojada o mantenida en algún lugar.
fact-act-unspecified = La persona fue encontrada, traída, entregada a otros, acogida o mantenida en algún lugar.
fact-means-threatens-family = Hubo amenazas contra sus hijas o hijos, o su familia.
fact-means-threat-of-law-enforcement = La persona fue amenazada con la policía u otra autoridad.
fact-means-any-threat = La persona fue amenazada.
fact-means-any-coercion = La persona quedó sin una verdadera elección.
fact-means-deception = La persona fue engañada.
fact-means-abuse-of-power-or-vulnerability = Hubo abuso de poder o de una situación de vulnerabilidad.
fact-means-payment-to-controller = Se pagó a alguien que tenía autoridad sobre la persona.
fact-means-debt-bondage = La persona estaba atada por una deuda.
fact-means-debt-bondage-or-earnings = La persona estaba atada por una deuda, o alguien se quedaba con su paga.
fact-means-sexual-abuse = Hubo contactos sexuales que la persona no quería.
fact-means-any-abuse = La persona sufrió daño o humillación.
fact-means-psychoactive-substances = A la persona le dieron alcohol, drogas o medicinas.
fact-means-restricts-movement = La persona no podía ir adonde quería.
fact-means-denies-basic-needs = La persona fue privada de comida, de sueño, de medicinas o de atención médica.
fact-means-withholds-documents = Alguien se quedó con los papeles de la persona.
fact-process-traditional = Una parte se hizo sin internet.
fact-process-technology = Los teléfonos, las aplicaciones o internet tuvieron un papel en ello.
fact-process-recruited-online = Empezó por un sitio web, una aplicación o un mensaje.
fact-process-exploited-online = Se ofrece o se vende por un sitio web o una aplicación.
fact-process-exploitation-streamed = Se mostró a personas por internet.
fact-process-payment-per-view = Hubo personas que pagaron por mirar.
fact-process-controlled-through-devices = La persona fue controlada por medio de un teléfono, una cámara o un rastreador.
fact-purpose-sexual-exploitation = La persona fue explotada sexualmente.
fact-purpose-remote-interactive-sexual-services = La persona fue explotada sexualmente para quienes miraban por internet.
fact-purpose-forced-labour = La persona tuvo que trabajar o prestar servicios.
fact-purpose-servitude = La persona fue tratada como si fuera propiedad de alguien, o tuvo que servir a todas horas.
fact-purpose-domestic-servitude = La persona tuvo que servir en una casa particular.
fact-purpose-organ-removal = Se extrajo un órgano, o se iba a extraer.
fact-purpose-forced-begging = La persona tuvo que mendigar.
fact-purpose-forced-criminality = La persona tuvo que hacer algo contrario a la ley.
fact-purpose-forced-marriage = La persona tuvo que casarse.
fact-purpose-surrogacy = Alguien quería que la persona gestara un bebé para otras.
fact-purpose-forced-military = La persona tuvo que servir en un grupo armado.
fact-purpose-other = Otras personas sacaron provecho de otra forma.
fact-recruiter-family = Alguien de la familia llevó a la persona a esto.
fact-sector-domestic-work = El trabajo es en una casa particular o para ella.
fact-smuggling-procured-illegal-entry = La persona recibió ayuda para entrar en un país sin permiso.
fact-smuggling-procured-illegal-stay = La persona recibió ayuda para quedarse en un país sin permiso.
fact-smuggling-document-produced = Alguien hizo o consiguió papeles falsos para la persona.
fact-smuggling-facilitated-for-payment = Eso se hizo para obtener un beneficio.
fact-smuggling-not-national-or-resident = La persona era extranjera allí, sin residencia permanente.
fact-smuggling-life-endangered = La vida o la seguridad de la persona estuvo en peligro en el camino.
fact-smuggling-inhuman-treatment = La persona recibió un trato cruel o degradante.
fact-smuggling-lasting-harm = A la persona le quedó un daño duradero en la salud.
fact-person-child = La persona tenía menos de 18 años.
fact-person-unaccompanied = La persona estaba sin padre ni madre, y sin nadie que ejerciera la tutela.
fact-person-age-disputed = La edad no está aclarada.
fact-indicator-deceived-about-job = El trabajo era otra cosa que lo que se había dicho.
fact-indicator-recruitment-abduction-or-sale = La persona fue llevada por la fuerza, o vendida.
fact-indicator-very-bad-working-conditions = Las condiciones eran muy malas.
fact-indicator-made-to-serve-against-will = A la persona le hicieron hacer cosas contra su voluntad.
fact-circumstance-legal-entry = La persona entró en el país con permiso.
fact-circumstance-sponsored-permit = El visado o el permiso estaba ligado a una sola parte empleadora o patrocinadora.
fact-circumstance-status-lapsed = El visado o el permiso ha vencido.
fact-circumstance-stayed-after-lapse = La persona se quedó después del vencimiento.
fact-circumstance-same-sponsor = La persona sigue con la parte patrocinadora.
fact-circumstance-lives-at-workplace = La persona vive en el lugar de trabajo.
fact-circumstance-several-young-people = Hay varias personas jóvenes en un mismo grupo.
fact-circumstance-one-address = Todas las personas están en una misma dirección.
fact-circumstance-guarded-compound = La persona está retenida en un lugar vigilado.
fact-circumstance-online-fraud-work = La persona tuvo que engañar a otras en línea o por teléfono.
fact-circumstance-images-spread = Se difundieron imágenes o vídeos privados.
fact-circumstance-moved-within-country = La persona se trasladó dentro de un país.
fact-circumstance-moved-across-border = La persona cruzó una frontera.
fact-circumstance-treated-as-irregular = La persona fue tratada como si no tuviera derecho a estar aquí.
fact-circumstance-treated-as-offender = La persona fue tratada como sospechosa.
fact-circumstance-detained = La persona fue encerrada por una autoridad.
fact-circumstance-return-ordered = A la persona le dijeron que se fuera, o fue devuelta.
fact-circumstance-penalised = La persona fue castigada por lo que le hicieron hacer.
fact-circumstance-immediate-danger = La persona está en peligro ahora.
fact-circumstance-cannot-speak-freely = La persona no puede hablar con libertad.
fact-circumstance-others-at-risk = Otras personas están en la misma situación.
